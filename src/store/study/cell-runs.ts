/**
 * The runs of a study's cells, kept in the run library like any other run. Knows one cell at a time: the one that trains.
 * Must not decide what runs.
 */
import { version } from '../../../package.json';
import type { Settings } from '../../core/settings.ts';
import type { WorkerEvent } from '../../worker/protocol.ts';
import type { Library } from '../library/library.ts';
import { Recorder } from '../library/recorder.ts';
import { newId } from '../new-id.ts';

/** What a cell goes on from. */
export interface KeptCellRun {
  readonly checkpoint: Uint8Array;
  /** metrics lines up to that checkpoint. */
  readonly lines: readonly string[];
}

export interface BeginCell {
  readonly settings: Settings;
  readonly preset: string;
  /** The run it goes on with; null for a new one. */
  readonly run: string | null;
  readonly checkpoint: Uint8Array | null;
  /** What is put into a new run's notes. */
  readonly notes: string;
}

export interface CellRuns {
  /** Null when that run, or its checkpoint, is gone. */
  resume(run: string): Promise<KeptCellRun | null>;
  checkpoint(run: string): Promise<Uint8Array | null>;
  /** Keeps what is heard from now on; the id of the run it is kept as. */
  begin(cell: BeginCell): string;
  hears(event: WorkerEvent): void;
  flush(): Promise<void>;
  /** Resolves once everything is written, or could not be. */
  end(): Promise<void>;
}

/** `tell`: hears what keeps runs from being written; null once it is over. */
export function libraryRuns(
  library: Library,
  tell: (problem: { readonly sentence: string; readonly next: string } | null) => void,
): CellRuns {
  const recorder = new Recorder(library, {
    turnlab: version,
    now: () => new Date(),
    newId: () => newId('run'),
    tell,
  });
  const isThere = (run: string): boolean => library.runs.some(({ id }) => id === run);
  return {
    async resume(run) {
      if (!isThere(run)) return null;
      if (!(await library.storage.checkpoint(run))) {
        // The tab died before its first checkpoint was written: there is nothing to come back to.
        await library.discard(run);
        return null;
      }
      const { checkpoint, lines } = await library.resumePoint(run);
      return { checkpoint, lines };
    },
    checkpoint: (run) => library.storage.checkpoint(run),
    begin({ settings, preset, run, checkpoint, notes }) {
      recorder.begins({ settings, preset, id: run, checkpoint });
      const id = recorder.openId!;
      if (run === null) void recorder.flush().then(() => library.edit(id, { notes }));
      return id;
    },
    hears: (event) => recorder.hears(event),
    flush: () => recorder.flush(),
    end() {
      recorder.ends();
      return recorder.flush();
    },
  };
}
