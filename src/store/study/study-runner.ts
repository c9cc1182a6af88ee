/**
 * Runs the cells of a study one after another, each in a worker of its own: start, pause, stop, skip, going on after a
 * reload, early stop of collapsed cells. Says what is wrong in one sentence and loses nothing. Must not know React, nor
 * how runs are kept.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { asTurnlabError, TurnlabError, type ErrorCode } from '../../core/errors.ts';
import type { Settings } from '../../core/settings.ts';
import { readCheckpoint } from '../../train/checkpoint.ts';
import { checkClone, cloneKey } from '../../train/clone.ts';
import { collapsedAt } from '../../train/collapse.ts';
import { jsonLine } from '../../train/event-line.ts';
import type { TrainEvent } from '../../train/events.ts';
import { outcomeOf, type MetricsLine } from '../../train/outcome.ts';
import { cellsOf, type Cell, type Study } from '../../train/study.ts';
import type { BackendChoice, WorkerEvent } from '../../worker/protocol.ts';
import type { Client, Connect } from '../client.ts';
import { TRAINING, type RunLocks } from '../library/run-locks.ts';
import { OF_STUDY } from '../library/run-record.ts';
import type { CellRuns } from './cell-runs.ts';
import {
  freshStudy,
  isOver,
  keptStudyOf,
  nameOfCell,
  nextCell,
  putBack,
  withCell,
  type CellPhase,
  type KeptCell,
  type KeptStudy,
} from './kept-study.ts';
import type { StudyStorage } from './study-storage.ts';

/** How far a cell has come is written this often; its run is kept by itself. */
const SAVE_MS = 4000;
/** State that changes many times a second reaches the page at most this often. */
const SHOW_MS = 200;

/** What is wrong with one cell and not with the machine: the study goes on without it. */
const OF_THE_CELL: readonly ErrorCode[] = ['bad-setting', 'bad-shape', 'out-of-memory', 'not-finite'];

export interface Problem {
  readonly sentence: string;
  readonly next: string;
}

export interface StudyState {
  /** Oldest first. */
  readonly studies: readonly KeptStudy[];
  /** The one at hand, as in `studies`. */
  readonly kept: KeptStudy | null;
  readonly cells: readonly Cell[];
  /** `idle`: no worker; `running` and `paused`: cell `at` has one. */
  readonly run: 'idle' | 'running' | 'paused';
  readonly at: number;
  /** What the worker is doing. */
  readonly doing: string;
  readonly problem: Problem | null;
}

export interface StudyRunnerOptions {
  readonly connect: Connect;
  readonly runs: CellRuns;
  readonly studies: StudyStorage;
  readonly locks: RunLocks;
  /** The Lab of this page trains; it and a study would share one device. */
  readonly isLabBusy: () => boolean;
  readonly newId: () => string;
  readonly date: () => Date;
  /** Milliseconds, for measuring. */
  readonly clock: () => number;
}

/** The cell that has a worker. */
interface Live {
  readonly at: number;
  readonly cell: Cell;
  readonly client: Client;
  lines: MetricsLine[];
  /** How many of them the newest checkpoint knows of. */
  known: number;
  /** Success collapsed: the cell ends with the present step. */
  isEnding: boolean;
  /** When seconds were counted last; null while it stands still. */
  since: number | null;
}

export class StudyRunner {
  readonly store: StoreApi<StudyState>;
  readonly #options: StudyRunnerOptions;
  #live: Live | null = null;
  #backend: BackendChoice = 'auto';
  #letGo: (() => void) | null = null;
  /** Changes that the page has not been shown yet. */
  #patch: Partial<KeptCell> = {};
  #doing = '';
  #showTimer: ReturnType<typeof setTimeout> | undefined;
  #savedAt = -Infinity;
  #saving: Promise<void> = Promise.resolve();
  /** Grows whenever a worker is taken away, so that a beginning that was overtaken ends there. */
  #turn = 0;

  constructor(options: StudyRunnerOptions) {
    this.#options = options;
    this.store = createStore(() => ({
      studies: [],
      kept: null,
      cells: [],
      run: 'idle',
      at: -1,
      doing: '',
      problem: null,
    }));
  }

  get state(): StudyState {
    return this.store.getState();
  }

  /** Reads what is kept; the newest study that is not over comes to hand. */
  async load(): Promise<void> {
    const found = (await this.#options.studies.all()).map(keptStudyOf).filter((study) => study !== null);
    const studies = found.toSorted((a, b) => a.created.localeCompare(b.created));
    this.store.setState({ studies });
    const newest = studies.findLast(({ cells }) => cells.some((cell) => !isOver(cell))) ?? studies.at(-1);
    if (newest && !this.state.kept) this.#take(newest);
  }

  /** A new study comes to hand; nothing runs yet. Throws TurnlabError `bad-file` for cells that cannot be, and
   * `bad-argument` while another one runs. */
  open(study: Study): void {
    this.#needIdle();
    this.#take(freshStudy(study, this.#options.newId(), this.#options.date().toISOString()));
    this.#save();
  }

  /** Another kept study comes to hand. */
  choose(id: string): void {
    this.#needIdle();
    const found = this.state.studies.find((study) => study.id === id);
    if (found) this.#take(found);
  }

  /** Forgets a study; the runs of its cells stay in the library. */
  async remove(id: string): Promise<void> {
    if (this.state.kept?.id === id) {
      this.#needIdle();
      this.store.setState({ kept: null, cells: [], at: -1, problem: null });
    }
    this.store.setState({ studies: this.state.studies.filter((study) => study.id !== id) });
    await this.#saving;
    await this.#options.studies.remove(id);
  }

  /** Begins, or goes on. */
  async start(backend: BackendChoice): Promise<void> {
    const { kept, run } = this.state;
    if (!kept || run === 'running') return;
    this.#backend = backend;
    this.store.setState({ run: 'running', problem: null });
    if (!(await this.#hold())) return this.store.setState({ run });
    // Paused again while it waited for the other tabs' answer.
    if (this.state.run !== 'running') return this.#standStill();
    if (!this.#live) {
      await this.#refresh(kept.id);
      return this.#next();
    }
    this.#live.since = this.#options.clock();
    this.#live.client.send({ kind: 'run' });
  }

  /** The worker stands still before its next turn and keeps its memory. */
  pause(): void {
    if (this.state.run !== 'running') return;
    this.#standStill();
    // A cell that is only just being fetched has no worker yet.
    if (!this.#live) return this.#rest();
    this.#live.client.send({ kind: 'pause' });
    this.store.setState({ run: 'paused' });
    this.#show();
    this.#save();
  }

  /** Takes the worker away; the cell goes on from its last checkpoint when the study is started again. */
  async stop(): Promise<void> {
    this.#standStill();
    const isOut = this.#drop();
    this.#rest();
    await isOut;
  }

  /** This cell is not run, or not to its end; what it has so far is kept. */
  async skip(at: number): Promise<void> {
    const { kept, run } = this.state;
    const cell = kept?.cells[at];
    if (!kept || !cell || isOver(cell)) return;
    const isLive = this.#live?.at === at;
    const isWritten = isLive ? this.#drop() : null;
    this.#change(at, { phase: 'skipped' });
    await isWritten;
    if (isLive && run === 'running') await this.#next();
    else if (isLive) this.#rest();
  }

  /** A skipped or failed cell is run after all. */
  putBack(at: number): void {
    const { kept } = this.state;
    if (!kept || !['skipped', 'failed'].includes(kept.cells[at]?.phase ?? '')) return;
    this.#set(putBack(kept, at));
    this.#save();
  }

  /** The disk refused a run, or takes it again. */
  tell(problem: Problem | null): void {
    this.store.setState({ problem });
    if (problem) this.pause();
  }

  /** Writes how far it has come. */
  flush(): void {
    this.#measure();
    this.#show();
    if (this.state.run !== 'idle') this.#save();
    void this.#options.runs.flush();
  }

  dispose(): void {
    clearTimeout(this.#showTimer);
    this.#live?.client.dispose();
    this.#live = null;
    this.#standStill();
  }

  /** Resolves when everything so far is written. For tests. */
  async settled(): Promise<void> {
    await this.#saving;
  }

  #needIdle(): void {
    if (this.state.run === 'running')
      throw new TurnlabError('bad-argument', 'A study is running.', 'Pause it, then choose another one.');
    if (this.#live) void this.stop();
  }

  #take(kept: KeptStudy): void {
    this.#set(kept);
    this.store.setState({ cells: cellsOf(kept.study), at: -1, doing: '', problem: null });
  }

  async #hold(): Promise<boolean> {
    const isLab = this.#options.isLabBusy();
    if (!isLab) this.#letGo ??= await this.#options.locks.hold(TRAINING);
    if (this.#letGo) return true;
    this.store.setState({
      problem: isLab
        ? { sentence: 'The Lab is training.', next: 'Pause its run, then start the study.' }
        : { sentence: 'turnlab is training in another tab.', next: 'Pause it there, then start the study here.' },
    });
    return false;
  }

  /** Another tab may have gone on with this study. */
  async #refresh(id: string): Promise<void> {
    await this.#saving;
    const found = (await this.#options.studies.all()).map(keptStudyOf).find((study) => study?.id === id);
    if (found && this.state.kept?.id === id) this.#set(found);
  }

  async #next(): Promise<void> {
    const { kept, cells, run } = this.state;
    if (this.#live || run !== 'running') return;
    const at = kept ? nextCell(kept) : -1;
    const cell = cells[at];
    if (!cell) return this.#rest();
    this.store.setState({ at, doing: 'getting ready' });
    try {
      await this.#begin(at, cell);
    } catch (thrown) {
      const { message, next } = asTurnlabError(thrown);
      this.#rest({ sentence: message, next });
    }
  }

  async #begin(at: number, cell: Cell): Promise<void> {
    const turn = ++this.#turn;
    const { kept } = this.state;
    const before = kept!.cells[at]!;
    const resumed = before.run === null ? null : await this.#options.runs.resume(before.run);
    const clone = resumed ? null : await this.#cloneFor(cell, at);
    if (turn !== this.#turn || this.state.run !== 'running') return;
    const lines = (resumed?.lines ?? []).map((line) => JSON.parse(line) as MetricsLine);
    if (this.#hasCollapsed(lines)) {
      this.#change(at, { phase: 'collapsed', outcome: outcomeOf(lines) });
      return this.#next();
    }
    const { settings } = cell;
    const { preset, name } = kept!.study;
    const checkpoint = resumed?.checkpoint ?? null;
    const run = this.#options.runs.begin({
      settings,
      preset,
      run: resumed ? before.run : null,
      checkpoint,
      notes: `${OF_STUDY}${name}”: ${nameOfCell(cell)}.`,
    });
    const client = this.#options.connect({
      onEvent: (event) => this.#live?.client === client && this.#hears(this.#live, event),
      onCrash: () => this.#live?.client === client && this.#broke('The training worker stopped unexpectedly.'),
    });
    this.#live = { at, cell, client, lines, known: lines.length, isEnding: false, since: this.#options.clock() };
    const fresh = { stage: 'warm-start', warmUpdate: 0, update: 0, warmSeconds: 0, trainSeconds: 0 } as const;
    this.#change(at, { phase: 'begun', run, ...(!resumed && { ...fresh, isCloned: clone !== null }) });
    const from = checkpoint ? { checkpoint } : clone ? { clone } : {};
    client.send({ kind: 'open', settings, backend: this.#backend, ...from });
    client.send({ kind: 'run' });
  }

  /** A checkpoint of another cell that had the same warm start and is past it. */
  async #cloneFor({ settings }: Cell, at: number): Promise<Uint8Array | null> {
    const { kept, cells } = this.state;
    const key = cloneKey(settings);
    for (const [i, other] of kept!.cells.entries()) {
      if (i === at || !other.run || other.stage !== 'training' || cloneKey(cells[i]!.settings) !== key) continue;
      const bytes = await this.#options.runs.checkpoint(other.run);
      if (bytes && isCloneFor(bytes, settings)) return bytes;
    }
    return null;
  }

  #hears(live: Live, event: WorkerEvent): void {
    this.#options.runs.hears(event);
    switch (event.kind) {
      case 'train':
        return this.#hearsTraining(live, event.event);
      case 'status':
        if (event.status.state === 'finished') void this.#end(live, 'done');
        return;
      case 'recovered':
        live.lines = live.lines.slice(0, live.known);
        this.#later({ update: event.update });
        this.#doing = 'the device was lost; going on from the last checkpoint';
        return;
      case 'failed':
        if (!event.fatal) return;
        if (OF_THE_CELL.includes(event.code)) void this.#end(live, 'failed', event.sentence);
        else this.#broke(event.sentence, event.next);
        return;
      case 'opened':
      case 'changed':
      case 'checkpoint':
      case 'kernels':
        return;
      default:
        event satisfies never;
    }
  }

  #hearsTraining(live: Live, event: TrainEvent): void {
    const line = jsonLine(event);
    if (line !== null) live.lines.push(JSON.parse(line) as MetricsLine);
    switch (event.kind) {
      case 'warm':
        return this.#later({ warmUpdate: event.update });
      case 'update':
        live.isEnding ||= this.#hasCollapsed(live.lines);
        return this.#later({ update: event.update });
      case 'evaluation':
        if (event.split !== 'val') return;
        return this.#later({ success: event.metrics['val/success_rate'] ?? Number.NaN });
      case 'checkpoint':
        live.known = live.lines.length;
        // The first one after the warm start is what other cells can begin from.
        if (live.lines.some(({ kind }) => kind === 'evaluation')) this.#later({ stage: 'training' });
        if (this.#options.clock() - this.#savedAt > SAVE_MS) this.#save();
        return;
      case 'phase':
        this.#doing = event.note;
        // So ends every step of the trainer.
        if (live.isEnding && event.phase === 'idle') void this.#end(live, 'collapsed');
        return;
      case 'progress':
        this.#doing = event.note;
        return this.#later({});
      case 'episode':
      case 'turn':
      case 'turns':
      case 'calibration':
      case 'warning':
      case 'alert':
        return;
      default:
        event satisfies never;
    }
  }

  #hasCollapsed(lines: readonly MetricsLine[]): boolean {
    const success = lines
      .filter(({ kind }) => kind === 'update')
      .map((line) => Number(line['episode/success_rate'] ?? Number.NaN));
    return this.state.kept!.study.stopCollapsed && collapsedAt(success) >= 0;
  }

  async #end(live: Live, phase: CellPhase, note = ''): Promise<void> {
    const outcome = phase === 'failed' ? null : outcomeOf(live.lines);
    const isWritten = this.#drop();
    this.#change(live.at, { phase, outcome, note });
    await isWritten;
    if (this.state.run === 'running') await this.#next();
    else this.#rest();
  }

  /** Something stands in the way of every cell: the study waits, and this one goes on from its checkpoint later. */
  #broke(sentence: string, next = 'Start the study again; it goes on from the last checkpoint.'): void {
    this.#standStill();
    void this.#drop();
    this.#rest({ sentence, next });
  }

  /** Takes the worker away. Resolves once the run is written. */
  #drop(): Promise<void> {
    this.#turn++;
    this.#measure();
    this.#show();
    const live = this.#live;
    this.#live = null;
    if (!live) return Promise.resolve();
    live.client.dispose();
    return this.#options.runs.end();
  }

  #rest(problem: Problem | null = null): void {
    this.#standStill();
    this.store.setState({ run: 'idle', at: -1, doing: '', ...(problem && { problem }) });
    this.#save();
  }

  /** Counts the seconds and lets other tabs train. */
  #standStill(): void {
    this.#measure();
    if (this.#live) this.#live.since = null;
    this.#letGo?.();
    this.#letGo = null;
  }

  /** Adds the seconds since the last time to the stage that the cell was in. */
  #measure(): void {
    const live = this.#live;
    if (!live || live.since === null) return;
    const now = this.#options.clock();
    const seconds = (now - live.since) / 1000;
    live.since = now;
    const cell = { ...this.state.kept!.cells[live.at]!, ...this.#patch };
    const name = cell.stage === 'training' ? 'trainSeconds' : 'warmSeconds';
    this.#patch = { ...this.#patch, [name]: cell[name] + seconds };
  }

  #later(patch: Partial<KeptCell>): void {
    this.#measure();
    Object.assign(this.#patch, patch);
    this.#showTimer ??= setTimeout(() => this.#show(), SHOW_MS);
  }

  #show(): void {
    clearTimeout(this.#showTimer);
    this.#showTimer = undefined;
    const { kept } = this.state;
    const patch = this.#patch;
    this.#patch = {};
    if (kept && this.#live) this.#set(withCell(kept, this.#live.at, patch));
    this.store.setState({ doing: this.#doing });
  }

  #change(at: number, patch: Partial<KeptCell>): void {
    this.#show();
    this.#set(withCell(this.state.kept!, at, patch));
    this.#save();
  }

  #set(kept: KeptStudy): void {
    const others = this.state.studies.filter(({ id }) => id !== kept.id);
    const studies = [...others, kept].toSorted((a, b) => a.created.localeCompare(b.created));
    this.store.setState({ kept, studies });
  }

  #save(): void {
    const { kept } = this.state;
    if (!kept) return;
    this.#savedAt = this.#options.clock();
    this.#saving = this.#saving
      .then(() => this.#options.studies.put(kept))
      .catch((thrown: unknown) => {
        const { message, next } = asTurnlabError(thrown);
        this.tell({ sentence: `${message} The study waits.`, next });
      });
  }
}

function isCloneFor(bytes: Uint8Array, settings: Settings): boolean {
  try {
    checkClone(readCheckpoint(bytes).state, settings);
    return true;
  } catch {
    return false;
  }
}
