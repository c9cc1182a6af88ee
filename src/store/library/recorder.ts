/**
 * Keeps the run that is open on this page: hears what it does and writes it to the library every few seconds. What cannot
 * be written is held and tried again; what was written before stays. Must not train or draw.
 */
import { asTurnlabError } from '../../core/errors.ts';
import { presetOf, settingsFrom, type Settings } from '../../core/settings.ts';
import { episodeLine } from '../../train/bundle/episode-line.ts';
import { SHEET_FORMAT, SHEET_VERSION } from '../../train/bundle/run-sheet.ts';
import { whatChanged } from '../../train/bundle/what-changed.ts';
import { readCheckpoint } from '../../train/checkpoint.ts';
import { jsonLine, linesUpTo } from '../../train/event-line.ts';
import type { TrainEvent } from '../../train/events.ts';
import type { Change } from '../../train/timeline.ts';
import type { WorkerEvent } from '../../worker/protocol.ts';
import type { Experiment } from '../experiment.ts';
import type { Begin, RunKeeper } from '../run-keeper.ts';
import { heldOutOf } from './curves.ts';
import { EpisodeSampler } from './episode-sampler.ts';
import type { Library } from './library.ts';
import { runLock } from './run-locks.ts';
import { groupNameOf, seedName, type RunRecord } from './run-record.ts';

/** At most this much is lost when a tab dies. */
export const SAVE_MS = 4000;

export interface RecorderOptions {
  readonly turnlab: string;
  readonly now: () => Date;
  /** Unique, and fit for a file name. */
  readonly newId: () => string;
  /** What a person has to be told; null once it is over. */
  readonly tell: (problem: { readonly sentence: string; readonly next: string } | null) => void;
  /** The open run is written as it was then. */
  readonly wrote?: (then: Date) => void;
}

/** The training side of a record; name, star and notes belong to the person and are never written from here. */
type Progress = Pick<
  RunRecord,
  'backend' | 'settings' | 'changes' | 'stage' | 'update' | 'warmUpdates' | 'heldOut' | 'checkpointUpdate' | 'isOpen'
>;

/** What a run is compared with in words. */
interface Origin {
  readonly against: string;
  readonly from: Settings;
}

interface Kept {
  readonly id: string;
  /** Its entry in the list while that could not be written yet; null afterwards. */
  unborn: RunRecord | null;
  progress: Progress;
  /** Not written yet. */
  lines: string[];
  readonly episodes: EpisodeSampler;
  checkpoint: Uint8Array | null;
  /** The newest one heard of, written or not. */
  newest: Uint8Array | null;
  letGo: (() => void) | null;
}

export class Recorder implements RunKeeper {
  readonly #library: Library;
  readonly #options: RecorderOptions;
  #kept: Kept | null = null;
  #cloned: RunRecord | null = null;
  /** What the present experiment was made from; null after a reload. */
  #origin: { readonly experiment: string; readonly of: Origin } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Everything that touches the storage, one after another. */
  #queue: Promise<void> = Promise.resolve();
  #isTroubled = false;

  constructor(library: Library, options: RecorderOptions) {
    this.#library = library;
    this.#options = options;
  }

  /** The run that is open on this page. */
  get openId(): string | null {
    return this.#kept?.id ?? null;
  }

  /** The next new run is a variation of that one. */
  clonedFrom(record: RunRecord): void {
    this.#cloned = record;
  }

  begins({ settings, preset, id, checkpoint, experiment = null }: Begin): void {
    const isSame = id === null && checkpoint !== null && this.#kept !== null;
    if (!isSame) {
      this.ends();
      const kept = id === null ? this.#fresh(settings, preset, experiment) : this.#known(id);
      this.#kept = kept;
      this.#do(async () => {
        kept.letGo = await this.#library.locks.hold(runLock(kept.id));
      });
    }
    if (isSame || id !== null) this.#rewind(checkpoint);
    this.#soon();
  }

  hears(event: WorkerEvent): void {
    const kept = this.#kept;
    if (!kept) return;
    switch (event.kind) {
      case 'train':
        this.#hearsTraining(kept, event.event);
        break;
      case 'status':
        kept.progress = { ...kept.progress, backend: event.status.label || kept.progress.backend };
        if (event.status.state === 'finished') kept.progress = { ...kept.progress, stage: 'finished', isOpen: false };
        if (event.status.state === 'finished' || event.status.state === 'paused') void this.flush();
        break;
      case 'opened':
        kept.progress = { ...kept.progress, settings: event.settings };
        break;
      case 'changed': {
        const { settings, changes, warmUpdates: warmUpdate } = kept.progress;
        const change: Change = { warmUpdate, update: event.update, turn: event.turn, changes: event.changes };
        kept.progress = {
          ...kept.progress,
          settings: { ...settings, ...event.changes },
          changes: [...changes, change],
        };
        break;
      }
      case 'recovered':
        this.#rewind(kept.newest);
        break;
      case 'checkpoint':
      case 'failed':
      case 'kernels':
        return;
      default:
        event satisfies never;
    }
    this.#soon();
  }

  ends(): void {
    const kept = this.#kept;
    if (!kept) return;
    kept.progress = { ...kept.progress, isOpen: false };
    void this.flush();
    this.#do(async () => {
      kept.letGo?.();
      // It never got anywhere: there is nothing to come back to.
      if (kept.progress.checkpointUpdate === null) await this.#library.discard(kept.id);
    });
    this.#kept = null;
  }

  /** Writes what waits. Resolves once it is written or has failed. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const kept = this.#kept;
    if (kept) this.#do(() => this.#save(kept));
    return this.#queue;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), SAVE_MS);
  }

  #do(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).then(
      () => this.#tell(null),
      (thrown: unknown) => this.#tell(thrown),
    );
  }

  #tell(thrown: unknown): void {
    if (thrown === null && !this.#isTroubled) return;
    this.#isTroubled = thrown !== null;
    const error = thrown === null ? null : asTurnlabError(thrown);
    this.#options.tell(error && { sentence: error.message, next: error.next });
    if (error) this.#soon();
  }

  /** Numbers first, the checkpoint next, the record last: a tab that dies between them leaves numbers ahead of the
   * checkpoint, and going on drops those. */
  async #save(kept: Kept): Promise<void> {
    const { storage } = this.#library;
    const then = this.#options.now();
    // All of one moment: a checkpoint that came later would be ahead of the numbers.
    const { id, progress, checkpoint } = kept;
    const lines = [...kept.lines];
    const { put, drop } = kept.episodes.waiting();
    await this.#bear(kept);
    if (lines.length > 0) {
      await storage.addLines(id, lines);
      kept.lines.splice(0, lines.length);
      this.#library.linesChanged(id);
    }
    if (put.length + drop.length > 0) {
      await storage.changeEpisodes(id, put, drop);
      kept.episodes.written(put, drop);
    }
    if (checkpoint) {
      await storage.putCheckpoint(id, checkpoint);
      if (kept.checkpoint === checkpoint) kept.checkpoint = null;
    }
    await this.#library.change(id, { ...progress, saved: this.#options.now().toISOString() });
    if (kept === this.#kept) this.#options.wrote?.(then);
  }

  async #bear(kept: Kept): Promise<void> {
    if (!kept.unborn) return;
    await this.#library.add(kept.unborn);
    kept.unborn = null;
  }

  #hearsTraining(kept: Kept, event: TrainEvent): void {
    const line = jsonLine(event);
    if (line !== null) kept.lines.push(line);
    const { progress } = kept;
    switch (event.kind) {
      case 'warm':
        kept.progress = { ...progress, warmUpdates: event.update };
        break;
      case 'update':
        kept.progress = { ...progress, update: event.update, stage: 'training' };
        break;
      case 'evaluation':
        kept.progress = { ...progress, stage: 'training', heldOut: heldOutOf([line!]) ?? progress.heldOut };
        break;
      case 'episode':
        kept.episodes.add({ update: event.update, line: episodeLine(event) });
        break;
      case 'checkpoint':
        kept.checkpoint = event.bytes;
        kept.newest = event.bytes;
        kept.progress = { ...progress, checkpointUpdate: event.update };
        // The first one is what makes a run worth coming back to.
        if (progress.checkpointUpdate === null) void this.flush();
        break;
      case 'phase':
      case 'progress':
      case 'turn':
      case 'turns':
      case 'calibration':
      case 'alert':
      case 'warning':
        break;
      default:
        event satisfies never;
    }
  }

  /** The run goes on from here: what came after it never happened. What comes from now on is kept apart from that at
   * once, while the storage follows when it can. */
  #rewind(checkpoint: Uint8Array | null): void {
    const kept = this.#kept;
    if (!kept) return;
    const state = checkpoint
      ? readCheckpoint(checkpoint).state
      : ({ stage: 'warm-start', update: 0, warmUpdate: 0, changes: [] } as const);
    const { stage, update, warmUpdate, changes } = state;
    const before = kept.lines;
    kept.lines = [];
    kept.newest = checkpoint;
    kept.episodes.forgetAfter(update);
    kept.progress = { ...kept.progress, stage, update, warmUpdates: warmUpdate, changes, heldOut: null };
    this.#do(async () => {
      const { storage } = this.#library;
      const lines = linesUpTo([...(await storage.lines(kept.id)), ...before], state);
      await storage.replaceLines(kept.id, lines);
      kept.episodes.found(
        (await storage.episodes(kept.id)).map((episode) => episode.update),
        update,
      );
      kept.progress = { ...kept.progress, heldOut: kept.progress.heldOut ?? heldOutOf(lines) };
      this.#library.linesChanged(kept.id);
    });
  }

  #fresh(settings: Settings, preset: string, experiment: Experiment | null): Kept {
    const id = this.#options.newId();
    const now = this.#options.now().toISOString();
    const origin = this.#originOf(preset, experiment);
    const progress: Progress = {
      backend: '',
      settings,
      changes: [],
      stage: 'warm-start',
      update: 0,
      warmUpdates: 0,
      heldOut: null,
      checkpointUpdate: null,
      isOpen: true,
    };
    const record: RunRecord = {
      format: SHEET_FORMAT,
      version: SHEET_VERSION,
      turnlab: this.#options.turnlab,
      id,
      ...this.#looksOf(id, settings.seed, experiment),
      created: now,
      preset,
      against: origin.against,
      changed: whatChanged(origin.from, settings),
      seed: settings.seed,
      began: settings,
      ...progress,
      saved: now,
    };
    const kept: Kept = {
      id,
      unborn: record,
      progress,
      lines: [],
      episodes: new EpisodeSampler(),
      checkpoint: null,
      newest: null,
      letGo: null,
    };
    this.#do(() => this.#bear(kept));
    return kept;
  }

  /** The seeds of an experiment share name, look, star and notes. */
  #looksOf(
    id: string,
    seed: number,
    experiment: Experiment | null,
  ): Pick<RunRecord, 'name' | 'colour' | 'dash' | 'starred' | 'notes' | 'experiment'> {
    if (!experiment) return { ...this.#library.identity(id), starred: false, notes: '' };
    const [sister] = this.#library.seedsOf(experiment.id);
    const own = this.#library.identity(experiment.id);
    const { colour, dash, starred, notes } = sister ?? { ...own, starred: false, notes: '' };
    const { seeds, at } = experiment;
    const place = { id: experiment.id, name: sister?.experiment?.name ?? own.name, seeds, at };
    return { name: seedName(place.name, seed), colour, dash, starred, notes, experiment: place };
  }

  /** Later seeds are compared with what the first one was. */
  #originOf(preset: string, experiment: Experiment | null): Origin {
    if (experiment && this.#origin?.experiment === experiment.id) return this.#origin.of;
    const origin = this.#cloned
      ? { against: groupNameOf(this.#cloned), from: this.#cloned.began }
      : { against: presetOf(preset).title, from: settingsFrom(preset) };
    this.#cloned = null;
    this.#origin = experiment && { experiment: experiment.id, of: origin };
    return origin;
  }

  #known(id: string): Kept {
    const { backend, settings, changes, stage, update, warmUpdates, heldOut, checkpointUpdate } =
      this.#library.runOf(id);
    const progress: Progress = {
      backend,
      settings,
      changes,
      stage,
      update,
      warmUpdates,
      heldOut,
      checkpointUpdate,
      isOpen: true,
    };
    const rest = { unborn: null, lines: [], checkpoint: null, newest: null, letGo: null };
    return { id, progress, episodes: new EpisodeSampler(), ...rest };
  }
}
