/**
 * The runs of this browser: a list that the page watches, and everything a person can do with a run that is kept. Must not
 * train or draw; recorder.ts fills it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { TurnlabError } from '../../core/errors.ts';
import { freeName } from '../../train/bundle/run-name.ts';
import type { RunSheet } from '../../train/bundle/run-sheet.ts';
import type { EventFile } from '../../train/bundle/tensorboard.ts';
import { readCheckpoint } from '../../train/checkpoint.ts';
import { linesUpTo } from '../../train/event-line.ts';
import { heldOutOf } from './curves.ts';
import { isFree, runLock, type RunLocks } from './run-locks.ts';
import { groupIdOf, groupNameOf, recordOf, seedName, sheetOf, type RunRecord } from './run-record.ts';
import type { KeptEpisode, RunStorage } from './run-storage.ts';

export interface LibraryState {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  /** Entries that another version of turnlab wrote; they are left alone. */
  readonly unreadable: number;
  /** By run: grows when its lines have changed since the page was opened. */
  readonly revisions: Readonly<Record<string, number>>;
  /** Runs and experiments (groupIdOf) that are compared, in the order in which they were ticked. */
  readonly ticked: readonly string[];
}

/** What a run goes on from. */
export interface ResumePoint {
  readonly record: RunRecord;
  readonly checkpoint: Uint8Array;
  readonly lines: readonly string[];
  readonly episodes: readonly KeptEpisode[];
}

/** What a person may change; of an experiment, for all its seeds. */
export type Edit = Partial<Pick<RunRecord, 'name' | 'starred' | 'notes'>>;

const NAME_LENGTH = 60;
const COLOURS = 5;
const DASHES = 4;

export class Library {
  readonly store: StoreApi<LibraryState>;
  readonly storage: RunStorage;
  readonly locks: RunLocks;
  /** False when the runs go with the tab. */
  readonly isLasting: boolean;
  readonly #onChange: () => void;

  /** `onChange`: told after every change that was made here, for other tabs. */
  constructor(storage: RunStorage, locks: RunLocks, isLasting: boolean, onChange: () => void = () => {}) {
    this.storage = storage;
    this.locks = locks;
    this.isLasting = isLasting;
    this.#onChange = onChange;
    this.store = createStore(() => ({ runs: [], unreadable: 0, revisions: {}, ticked: [] }));
  }

  get runs(): readonly RunRecord[] {
    return this.store.getState().runs;
  }

  /** Reads the list anew: another tab may have changed it. */
  async refresh(): Promise<void> {
    const found = await this.storage.records();
    const runs = found.map(recordOf).filter((record) => record !== null);
    this.#show(runs, found.length - runs.length);
  }

  runOf(id: string): RunRecord {
    const record = this.runs.find((run) => run.id === id);
    if (!record)
      throw new TurnlabError('bad-argument', 'This run is no longer there.', 'It was deleted in another tab.');
    return record;
  }

  /** The seeds of the run's experiment, in their order; the run alone when there is none, nothing when it is gone. */
  together(id: string): RunRecord[] {
    const own = this.runs.find((run) => run.id === id);
    return own ? this.seedsOf(groupIdOf(own)) : [];
  }

  /** The runs of an experiment, by its id, in the order of its seeds. */
  seedsOf(experiment: string): RunRecord[] {
    const seeds = this.runs.filter((run) => groupIdOf(run) === experiment);
    return seeds.toSorted((a, b) => (a.experiment?.at ?? 0) - (b.experiment?.at ?? 0));
  }

  /** A name and a look that no other run has, as far as there are enough. */
  identity(id: string): Pick<RunSheet, 'name' | 'colour' | 'dash'> {
    const name = freeName(id, new Set(this.runs.map(groupNameOf)));
    const looks = Array.from({ length: COLOURS * DASHES }, (_, i) => ({
      colour: i % COLOURS,
      dash: Math.floor(i / COLOURS),
    }));
    const uses = ({ colour, dash }: (typeof looks)[number]): number =>
      this.runs.filter((run) => run.colour === colour && run.dash === dash).length;
    return { name, ...looks.reduce((best, look) => (uses(look) < uses(best) ? look : best)) };
  }

  async add(record: RunRecord): Promise<void> {
    await this.storage.putRecord(record);
    this.#show([record, ...this.runs.filter((run) => run.id !== record.id)]);
    this.#onChange();
  }

  /** Changes parts of a record; nothing happens when the run is gone. */
  async change(id: string, patch: Partial<RunRecord>): Promise<void> {
    const changed = recordOf(await this.storage.changeRecord(id, patch));
    this.#show(this.runs.flatMap((run) => (run.id !== id ? [run] : changed ? [changed] : [])));
    this.#onChange();
  }

  /** Throws TurnlabError `bad-argument` for a name that is empty. */
  async edit(id: string, edit: Edit): Promise<void> {
    const name = edit.name?.replaceAll(/\s+/g, ' ').trim().slice(0, NAME_LENGTH);
    if (name === '') throw new TurnlabError('bad-argument', 'A run needs a name.', 'Type one.');
    for (const run of this.together(id))
      await this.change(run.id, { ...edit, ...(name !== undefined && renamed(run, name)) });
  }

  /** For good, with all seeds of its experiment: who could delete single ones would soon keep the lucky ones. Throws
   * TurnlabError `bad-argument` while one of them is open in this tab or another. */
  async remove(id: string): Promise<void> {
    const all = this.together(id);
    for (const run of all)
      if (!(await isFree(this.locks, runLock(run.id))))
        throw new TurnlabError(
          'bad-argument',
          `“${run.name}” is open${this.isLasting ? ' in this tab or another one' : ''} and was not deleted.`,
          'Press Reset there first.',
        );
    for (const run of all) await this.discard(run.id);
  }

  /** This run alone, without asking whether it is open. */
  async discard(id: string): Promise<void> {
    await this.storage.remove(id);
    this.#show(this.runs.filter((run) => run.id !== id));
    this.#onChange();
  }

  /** Throws TurnlabError `bad-argument` when there is no checkpoint yet. */
  async resumePoint(id: string): Promise<ResumePoint> {
    const record = this.runOf(id);
    const checkpoint = await this.storage.checkpoint(id);
    if (!checkpoint)
      throw new TurnlabError(
        'bad-argument',
        `“${record.name}” ended before its first checkpoint.`,
        'Clone its settings and train anew.',
      );
    const { stage, update, warmUpdate } = readCheckpoint(checkpoint).state;
    const lines = linesUpTo(await this.storage.lines(id), { stage, update, warmUpdate });
    const episodes = (await this.storage.episodes(id)).filter((episode) => episode.update <= update);
    return { record, checkpoint, lines, episodes };
  }

  /** The run as one zip file. Throws as resumePoint does. */
  async exported(id: string): Promise<Uint8Array<ArrayBuffer>> {
    const { record, checkpoint, lines, episodes } = await this.resumePoint(id);
    const { makeBundle, writeBundle } = await import('../../train/bundle/bundle.ts');
    const kept = episodes.map(({ line }) => line);
    return writeBundle(makeBundle(sheetOf(record), lines, kept, checkpoint));
  }

  /** The run's numbers for TensorBoard, those after its last checkpoint included. */
  async eventFile(id: string): Promise<EventFile> {
    const { created } = this.runOf(id);
    const { eventFile } = await import('../../train/bundle/tensorboard.ts');
    return eventFile(created, await this.storage.lines(id));
  }

  /** Takes in a bundle and resolves to its run. Throws TurnlabError and then has changed nothing. */
  async imported(bytes: Uint8Array): Promise<RunRecord> {
    const { readBundle } = await import('../../train/bundle/bundle.ts');
    const { sheet, lines, episodes, checkpoint } = readBundle(bytes);
    const { id } = sheet;
    // Asked of the storage, so that an entry that this version cannot read is not overwritten.
    if ((await this.storage.records()).some((record) => (record as { id?: unknown }).id === id))
      throw new TurnlabError(
        'bad-file',
        `This run is here already${nameIn(this.runs, id)}.`,
        'Delete that one to import it anew.',
      );
    const kept = episodes.map((line) => ({ update: (JSON.parse(line) as KeptEpisode).update, line }));
    const record: RunRecord = {
      ...sheet,
      heldOut: heldOutOf(lines),
      checkpointUpdate: sheet.update,
      saved: sheet.created,
      isOpen: false,
    };
    try {
      await this.storage.putCheckpoint(id, checkpoint);
      await this.storage.replaceLines(id, lines);
      await this.storage.changeEpisodes(id, kept, []);
      await this.add(record);
    } catch (thrown) {
      await this.storage.remove(id);
      throw thrown;
    }
    return record;
  }

  /** A run with all seeds of its experiment. */
  tick(id: string, on: boolean): void {
    const group = groupIdOf(this.runOf(id));
    const others = this.store.getState().ticked.filter((one) => one !== group);
    this.store.setState({ ticked: on ? [...others, group] : others });
  }

  /** Tells watchers of curves that a run has others now. */
  linesChanged(id: string): void {
    const { revisions } = this.store.getState();
    this.store.setState({ revisions: { ...revisions, [id]: (revisions[id] ?? 0) + 1 } });
  }

  #show(runs: readonly RunRecord[], unreadable = this.store.getState().unreadable): void {
    const newestFirst = runs.toSorted((a, b) => b.created.localeCompare(a.created));
    const there = new Set(runs.map(groupIdOf));
    const ticked = this.store.getState().ticked.filter((id) => there.has(id));
    this.store.setState({ runs: newestFirst, unreadable, ticked });
  }
}

const renamed = ({ seed, experiment }: RunRecord, name: string): Partial<RunRecord> =>
  experiment ? { name: seedName(name, seed), experiment: { ...experiment, name } } : { name };

const nameIn = (runs: readonly RunRecord[], id: string): string => {
  const own = runs.find((run) => run.id === id);
  return own ? `, as “${own.name}”` : ', kept by another version of turnlab';
};
