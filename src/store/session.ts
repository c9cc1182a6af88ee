/**
 * What a person can do with the lab (train, pause, step, reset, change a setting) turned into commands, and events turned
 * into state and curves. One per page. Must not know React or the DOM.
 */
import { asTurnlabError } from '../core/errors.ts';
import { checkSetting, settingOf, settingsFrom, type Settings } from '../core/settings.ts';
import type { Alert } from '../train/alerts.ts';
import type { BackendChoice, WorkerEvent } from '../worker/protocol.ts';
import { ALERT_NAMES } from './alert-names.ts';
import { applyEvent, whatIsSafe, withNotice } from './apply-event.ts';
import { changeMark } from './change-mark.ts';
import type { Client, Connect } from './client.ts';
import { beginOf, liveOf, newExperiment, nextSeedOf, type Experiment } from './experiment.ts';
import { RunHistory } from './history.ts';
import { LiveEpisode } from './live-episode.ts';
import { newId } from './new-id.ts';
import type { KeptRun, RunKeeper } from './run-keeper.ts';
import { createLabStore, EMPTY_RUN, type LabState, type LabStore, type Notice, type View } from './state.ts';
import { TurnLog } from './turn-log.ts';
import type { LessonPlace } from './url.ts';

/** State that changes many times a second reaches React at most this often. */
const FLUSH_MS = 100;
/** A new episode at most this often: a person is reading. */
const EPISODE_MS = 1500;
/** A dragged slider sends its newest value this often. */
const LIVE_MS = 150;

export class Session {
  /** Hears of runs from now on; null = they are forgotten with the page. */
  keeper: RunKeeper | null = null;
  readonly store: LabStore;
  readonly history = new RunHistory();
  readonly turns = new TurnLog();
  readonly live = new LiveEpisode();
  readonly #connect: Connect;
  #client: Client | null = null;
  #patch: Partial<LabState> = {};
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #episode: LabState['episode'] = null;
  #episodeAt = -Infinity;
  #checkpoint: Uint8Array | null = null;
  #liveChanges: Partial<Settings> = {};
  #liveTimer: ReturnType<typeof setTimeout> | undefined;
  #isWatching = false;
  /** What the worker at hand was opened with, and when, on performance.now()'s clock; null when it goes on from a checkpoint. */
  #backend: BackendChoice = 'auto';
  #openedAt: number | null = null;
  /** The last wish was to train to the end: then the next seed follows by itself. */
  #goesOn = false;

  constructor(connect: Connect, initial: Partial<LabState> = {}) {
    this.#connect = connect;
    this.store = createLabStore(initial);
  }

  get state(): LabState {
    return this.store.getState();
  }

  /** `until`: stand still once so many updates are done; who looks at so few needs no more than one seed. */
  train(until?: number): void {
    if (this.state.run === 'failed') return this.restart();
    if (this.state.run === 'finished') this.reset();
    this.#goesOn = until === undefined;
    if (!this.#ensureOpen(until === undefined ? this.#seedsNow() : 1)) return;
    // What was moved until now is what it goes on with.
    this.#sendLive();
    this.#client?.send(until === undefined ? { kind: 'run' } : { kind: 'run', until });
  }

  pause(): void {
    this.#goesOn = false;
    this.#client?.send({ kind: 'pause' });
  }

  /** One update, or one turn of every episode that is being played; then stands still. */
  step(unit: 'turn' | 'update' = 'update'): void {
    this.#goesOn = false;
    if (this.#ensureOpen(this.#seedsNow())) this.#client?.send({ kind: 'step', unit });
  }

  /** While on, the worker tells every turn of the episode on show as soon as it was played (`live`). */
  watch(on: boolean): void {
    if (on === this.#isWatching) return;
    this.#isWatching = on;
    this.#client?.send({ kind: 'watch', on });
  }

  /** Reads ε and η off the present policy, so that they intervene in this share (0 to 1) of the turns. Needs a run. */
  calibrate(rate: number): void {
    if (!this.#client || this.#isLocked('epsilon', 'Threshold ε') || this.#isLocked('eta', 'Threshold η')) return;
    // What was moved until now is what the rule goes by.
    this.#sendLive();
    this.store.setState({ calibration: { ...this.state.calibration, isRunning: true, refusal: '' } });
    this.#client.send({ kind: 'calibrate', rate });
  }

  /** Ends the run and forgets it; the next Train starts from the draft. */
  reset(): void {
    this.#disconnect();
    this.keeper?.ends();
    this.#checkpoint = null;
    this.#forget();
    this.store.setState({ ...EMPTY_RUN, notices: this.state.notices.filter((n) => n.id === 'backend') });
  }

  /** A fresh worker that goes on from the last checkpoint, or from the start when there is none. */
  restart(): void {
    const { opened, draft, backend, checkpointUpdate, experiment, notices } = this.state;
    this.#disconnect();
    const kept = { opened, checkpointUpdate, experiment, notices: notices.filter((n) => n.id !== 'failed') };
    this.store.setState({ ...EMPTY_RUN, ...kept });
    if (!this.#checkpoint) this.#forget();
    // Without a checkpoint nothing of what was moved is left, and a seed has to begin as the others did.
    const settings = experiment && !this.#checkpoint ? beginOf(experiment) : (opened ?? draft);
    this.#open({ settings, backend }, experiment);
    this.#toTheEnd();
  }

  /** Takes up a kept run in place of the present one: its settings and curves are shown at once, and it trains on. */
  goOn({ id, preset, began, settings, changes, checkpoint, checkpointUpdate, past, experiment }: KeptRun): void {
    this.reset();
    const seed = experiment?.began.seed ?? settings.seed;
    this.store.setState({ preset, draft: { ...settings, seed } });
    this.#checkpoint = checkpoint;
    this.#open({ settings, backend: this.state.backend }, experiment, id);
    const { notices } = this.state;
    for (const event of past) this.#take({ kind: 'train', event });
    // What was told then is listed with the run, not told again.
    this.store.setState({ notices });
    let known = began;
    for (const { update, changes: moved } of changes) {
      this.#mark(update, moved, known);
      known = { ...known, ...moved };
    }
    this.flush();
    this.store.setState({ checkpointUpdate });
    this.#toTheEnd();
  }

  /** Takes up an experiment at a seed that it lacks, in place of the present run. */
  beginSeed(experiment: Experiment, preset: string): void {
    this.reset();
    this.store.setState({ preset, draft: experiment.began });
    this.#open({ settings: beginOf(experiment), backend: this.state.backend }, experiment);
    this.#toTheEnd();
  }

  /** Throws TurnlabError `bad-setting` and then changes nothing. What the link locked stays and the person is told. */
  setSetting(key: keyof Settings, value: unknown): void {
    if (this.#isLocked(key, settingOf(key)?.label ?? key)) return;
    const checked = checkSetting(key, value, this.state.draft.env);
    const draft = { ...this.state.draft, [key]: checked };
    this.store.setState({ draft });
    if (!this.state.opened || !settingOf(key)?.live) return;
    this.#liveChanges = { ...this.#liveChanges, [key]: checked };
    this.#liveTimer ??= setTimeout(() => this.#sendLive(), LIVE_MS);
  }

  /** Seed and environment stay, and whatever the link hides or locks. */
  choosePreset(preset: string): void {
    if (this.#isLocked('preset', 'The preset')) return;
    const { draft, guard } = this.state;
    const kept = new Set(['seed', 'env', ...guard.hidden, ...guard.locked]);
    const fixed = Object.fromEntries(Object.entries(draft).filter(([key]) => kept.has(key)));
    this.store.setState({ preset, draft: { ...settingsFrom(preset), ...fixed } });
  }

  #isLocked(name: string, label: string): boolean {
    const isLocked = this.state.guard.locked.includes(name);
    if (isLocked)
      this.notify({ id: 'locked', tone: 'info', title: `${label} is locked by the link this page came from.` });
    return isLocked;
  }

  replaceDraft(preset: string, draft: Settings, backend: BackendChoice): void {
    this.store.setState({ preset, draft, backend });
  }

  chooseBackend(backend: BackendChoice): void {
    if (this.#isLocked('backend', 'What it runs on')) return;
    this.store.setState({ backend });
  }

  chooseSeeds(seeds: number): void {
    if (this.#isLocked('seeds', 'The number of seeds')) return;
    this.store.setState({ seeds });
  }

  /** Null closes it. */
  showLesson(lesson: LessonPlace | null): void {
    this.store.setState({ lesson });
  }

  showView(view: View): void {
    this.store.setState({ view });
  }

  loseDevice(): void {
    this.#client?.send({ kind: 'lose-device' });
  }

  notify(notice: Notice): void {
    this.store.setState({ notices: withNotice(this.state.notices, notice) });
  }

  dismiss(id: string): void {
    this.store.setState({ notices: this.state.notices.filter((n) => n.id !== id) });
  }

  dispose(): void {
    this.#disconnect();
  }

  /** Applies what is waiting. The page never needs it; tests do. */
  flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const patch = this.#patch;
    this.#patch = {};
    const now = performance.now();
    if (this.#episode && now - this.#episodeAt >= EPISODE_MS) {
      Object.assign(patch, { episode: this.#episode });
      this.#episode = null;
      this.#episodeAt = now;
    }
    this.store.setState(patch);
    if (this.#episode) this.#flushTimer = setTimeout(() => this.flush(), EPISODE_MS);
  }

  /** False when the draft cannot be opened; the form shows why. */
  #ensureOpen(seeds: number): boolean {
    const { draft, backend, preset } = this.state;
    if (this.#client) return true;
    try {
      settingsFrom(preset, { ...draft });
    } catch (thrown) {
      this.notify({ id: 'failed', tone: 'error', title: asTurnlabError(thrown).message, next: 'Change the settings.' });
      return false;
    }
    this.#open({ settings: draft, backend }, newExperiment(newId('experiment'), draft, seeds));
    return true;
  }

  /** A lesson and a frame in another page show how it goes; they are too short to measure anything. */
  #seedsNow(): number {
    const { seeds, lesson, guard } = this.state;
    return lesson || guard.isEmbedded ? 1 : seeds;
  }

  #toTheEnd(): void {
    this.#goesOn = true;
    this.#client?.send({ kind: 'run' });
  }

  #open(
    run: { settings: Settings; backend: BackendChoice },
    experiment: Experiment | null,
    id: string | null = null,
  ): void {
    const checkpoint = this.#checkpoint;
    this.#backend = run.backend;
    this.#openedAt = checkpoint ? null : performance.now();
    this.keeper?.begins({ settings: run.settings, preset: this.state.preset, id, checkpoint, experiment });
    this.#client = this.#connect({
      onEvent: (event) => this.#receive(event),
      onCrash: (detail) => this.#crashed(detail),
    });
    this.store.setState({ run: 'preparing', opened: run.settings, experiment, stage: 'compiling' });
    this.#client.send({ kind: 'open', ...run, ...(checkpoint ? { checkpoint } : {}) });
    if (this.#isWatching) this.#client.send({ kind: 'watch', on: true });
  }

  #forget(): void {
    this.history.clear();
    this.turns.clear();
    this.live.clear();
  }

  #disconnect(): void {
    this.#client?.dispose();
    this.#client = null;
    clearTimeout(this.#flushTimer);
    clearTimeout(this.#liveTimer);
    this.#flushTimer = undefined;
    this.#liveTimer = undefined;
    this.#patch = {};
    this.#liveChanges = {};
    this.#episode = null;
    this.#episodeAt = -Infinity;
  }

  #receive(event: WorkerEvent): void {
    this.keeper?.hears(event);
    const isDone = event.kind === 'status' && event.status.state === 'finished';
    // What came last belongs to this seed.
    if (isDone) this.flush();
    const next = isDone ? nextSeedOf(this.state.experiment) : null;
    if (next) this.#nextSeed(next);
    else this.#take(event);
  }

  /** A seed is done and others follow. A worker of its own, so that nothing of one seed can leak into the next. */
  #nextSeed(next: Experiment): void {
    this.#disconnect();
    this.#checkpoint = null;
    this.#forget();
    const draft = { ...this.state.draft, ...liveOf(next) };
    this.store.setState({ ...EMPTY_RUN, run: 'preparing', experiment: next, draft });
    this.#open({ settings: beginOf(next), backend: this.#backend }, next);
    if (this.#goesOn) this.#toTheEnd();
  }

  #take(event: WorkerEvent): void {
    if (event.kind === 'train') this.#record(event.event);
    if (event.kind === 'changed') this.#mark(event.update, event.changes);
    const before = this.state.run;
    const { episode, ...patch } = applyEvent({ ...this.state, ...this.#patch }, event, performance.now());
    if (episode) this.#episode = episode;
    Object.assign(this.#patch, patch, this.#pastEarly(patch.stage));
    const isUrgent =
      (patch.run ?? before) !== before ||
      patch.notices !== undefined ||
      patch.calibration !== undefined ||
      event.kind === 'opened';
    if (isUrgent) this.flush();
    else this.#flushTimer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** How long a seed took until it began to train, for the estimate of those that are left. */
  #pastEarly(stage: LabState['stage'] | undefined): Partial<LabState> {
    const { experiment, stage: before } = this.state;
    const isLate = this.#openedAt === null || (this.#patch.stage ?? before) === stage;
    if (!experiment || stage !== 'training' || isLate) return {};
    return { experiment: { ...experiment, earlySeconds: (performance.now() - this.#openedAt!) / 1000 } };
  }

  #record(event: Extract<WorkerEvent, { kind: 'train' }>['event']): void {
    const { opened, draft } = this.state;
    if (event.kind === 'update') this.history.addUpdate(event.update, event.metrics);
    if (event.kind === 'warm') this.history.addWarm(event.update, event.metrics);
    if (event.kind === 'evaluation' && event.split === 'val')
      this.history.addEvaluation(event.update, event.metrics, (opened ?? draft).evalEpisodes);
    if (event.kind === 'turn') this.live.add(event);
    if (event.kind === 'calibration') this.#mark(event.update, { epsilon: event.epsilon, eta: event.eta });
    if (event.kind === 'alert') this.#markAlert(event);
    if (event.kind === 'turns') this.turns.add(event.update, event.records);
    if (event.kind === 'checkpoint') this.#checkpoint = event.bytes;
  }

  /** What is so already was marked when it became so. */
  #mark(update: number, changes: Partial<Settings>, opened = this.#patch.opened ?? this.state.opened): void {
    for (const [name, value] of Object.entries(changes)) {
      const key = name as keyof Settings;
      const before = opened?.[key];
      if (before !== value) this.history.addMark({ update, ...changeMark(key, before, value) });
    }
  }

  /** After a recovery the run goes through updates again and comes upon the same. */
  #markAlert({ update, cause }: Alert): void {
    const label = ALERT_NAMES[cause];
    const isKnown = this.history.marks.some((mark) => mark.isAlert && mark.update === update && mark.label === label);
    if (!isKnown) this.history.addMark({ update, label, short: `⚠\u00a0${ALERT_NAMES[cause]}`, isAlert: true });
  }

  #sendLive(): void {
    clearTimeout(this.#liveTimer);
    this.#liveTimer = undefined;
    if (Object.keys(this.#liveChanges).length === 0) return;
    this.#client?.send({ kind: 'set', changes: this.#liveChanges });
    this.#liveChanges = {};
  }

  #crashed(detail: string): void {
    this.flush();
    this.#disconnect();
    this.store.setState({ run: 'failed', calibration: { ...this.state.calibration, isRunning: false } });
    this.notify({
      id: 'failed',
      tone: 'error',
      title: 'The training worker stopped unexpectedly.',
      safe: whatIsSafe(this.state),
      next: 'Restart it; training goes on from there.',
      details: `worker-crashed: ${detail}`,
      restart: true,
    });
  }
}
