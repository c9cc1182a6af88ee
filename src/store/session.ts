/**
 * What a person can do with the lab (train, pause, step, reset, change a setting) turned into commands, and events turned
 * into state and curves. One per page. Must not know React or the DOM.
 */
import { asTurnlabError } from '../core/errors.ts';
import { checkSetting, settingOf, settingsFrom, type Settings } from '../core/settings.ts';
import type { BackendChoice, WorkerEvent } from '../worker/protocol.ts';
import { applyEvent, whatIsSafe, withNotice } from './apply-event.ts';
import type { Client, Connect } from './client.ts';
import { RunHistory } from './history.ts';
import { createLabStore, EMPTY_RUN, type LabState, type LabStore, type Notice, type View } from './state.ts';
import { TurnLog } from './turn-log.ts';

/** State that changes many times a second reaches React at most this often. */
const FLUSH_MS = 100;
/** A new episode at most this often: a person is reading. */
const EPISODE_MS = 1500;
/** A dragged slider sends its newest value this often. */
const LIVE_MS = 150;

export class Session {
  readonly store: LabStore;
  readonly history = new RunHistory();
  readonly turns = new TurnLog();
  readonly #connect: Connect;
  #client: Client | null = null;
  #patch: Partial<LabState> = {};
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #episode: LabState['episode'] = null;
  #episodeAt = -Infinity;
  #checkpoint: Uint8Array | null = null;
  #liveChanges: Partial<Settings> = {};
  #liveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(connect: Connect, initial: Partial<LabState> = {}) {
    this.#connect = connect;
    this.store = createLabStore(initial);
  }

  get state(): LabState {
    return this.store.getState();
  }

  train(): void {
    if (this.state.run === 'failed') return this.restart();
    if (this.state.run === 'finished') this.reset();
    if (this.#ensureOpen()) this.#client?.send({ kind: 'run' });
  }

  pause(): void {
    this.#client?.send({ kind: 'pause' });
  }

  /** One update, then stands still. */
  step(): void {
    if (this.#ensureOpen()) this.#client?.send({ kind: 'step' });
  }

  /** Ends the run and forgets it; the next Train starts from the draft. */
  reset(): void {
    this.#disconnect();
    this.#checkpoint = null;
    this.#forget();
    this.store.setState({ ...EMPTY_RUN, notices: this.state.notices.filter((n) => n.id === 'backend') });
  }

  /** A fresh worker that goes on from the last checkpoint, or from the start when there is none. */
  restart(): void {
    const { opened, draft, backend, checkpointUpdate, notices } = this.state;
    this.#disconnect();
    this.store.setState({ ...EMPTY_RUN, opened, checkpointUpdate, notices: notices.filter((n) => n.id !== 'failed') });
    if (!this.#checkpoint) this.#forget();
    this.#open({ settings: opened ?? draft, backend });
    this.#client?.send({ kind: 'run' });
  }

  /** Throws TurnlabError `bad-setting` and then changes nothing. */
  setSetting(key: keyof Settings, value: unknown): void {
    const checked = checkSetting(key, value);
    const draft = { ...this.state.draft, [key]: checked };
    this.store.setState({ draft });
    if (!this.state.opened || !settingOf(key)?.live) return;
    this.#liveChanges = { ...this.#liveChanges, [key]: checked };
    this.#liveTimer ??= setTimeout(() => this.#sendLive(), LIVE_MS);
  }

  /** Seed and environment stay. */
  choosePreset(preset: string): void {
    const { seed, env } = this.state.draft;
    this.store.setState({ preset, draft: settingsFrom(preset, { seed, env }) });
  }

  replaceDraft(preset: string, draft: Settings, backend: BackendChoice): void {
    this.store.setState({ preset, draft, backend });
  }

  chooseBackend(backend: BackendChoice): void {
    this.store.setState({ backend });
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
  #ensureOpen(): boolean {
    const { draft, backend, preset } = this.state;
    if (this.#client) return true;
    try {
      settingsFrom(preset, { ...draft });
    } catch (thrown) {
      this.notify({ id: 'failed', tone: 'error', title: asTurnlabError(thrown).message, next: 'Change the settings.' });
      return false;
    }
    this.#open({ settings: draft, backend });
    return true;
  }

  #open(run: { settings: Settings; backend: BackendChoice }): void {
    this.#client = this.#connect({
      onEvent: (event) => this.#receive(event),
      onCrash: (detail) => this.#crashed(detail),
    });
    this.store.setState({ run: 'preparing', opened: run.settings, stage: 'compiling' });
    this.#client.send({ kind: 'open', ...run, ...(this.#checkpoint ? { checkpoint: this.#checkpoint } : {}) });
  }

  #forget(): void {
    this.history.clear();
    this.turns.clear();
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
    if (event.kind === 'train') this.#record(event.event);
    if (event.kind === 'changed') this.#mark(event.update, event.changes);
    const before = this.state.run;
    const { episode, ...patch } = applyEvent({ ...this.state, ...this.#patch }, event, performance.now());
    if (episode) this.#episode = episode;
    Object.assign(this.#patch, patch);
    const isUrgent = (patch.run ?? before) !== before || patch.notices !== undefined || event.kind === 'opened';
    if (isUrgent) this.flush();
    else this.#flushTimer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  #record(event: Extract<WorkerEvent, { kind: 'train' }>['event']): void {
    const { opened, draft } = this.state;
    if (event.kind === 'update') this.history.addUpdate(event.update, event.metrics);
    if (event.kind === 'warm') this.history.addWarm(event.update, event.metrics);
    if (event.kind === 'evaluation' && event.split === 'val')
      this.history.addEvaluation(event.update, event.metrics, (opened ?? draft).evalEpisodes);
    if (event.kind === 'turns') this.turns.add(event.update, event.records);
    if (event.kind === 'checkpoint') this.#checkpoint = event.bytes;
  }

  #mark(update: number, changes: Partial<Settings>): void {
    for (const [key, value] of Object.entries(changes)) {
      const before = this.state.opened?.[key as keyof Settings];
      this.history.addMark({ update, label: `${settingOf(key)?.label ?? key} ${before ?? ''} → ${value}` });
    }
  }

  #sendLive(): void {
    this.#liveTimer = undefined;
    this.#client?.send({ kind: 'set', changes: this.#liveChanges });
    this.#liveChanges = {};
  }

  #crashed(detail: string): void {
    this.flush();
    this.#disconnect();
    this.store.setState({ run: 'failed' });
    this.notify({
      id: 'failed',
      tone: 'error',
      title: 'The training worker stopped unexpectedly.',
      safe: whatIsSafe(this.state.checkpointUpdate),
      next: 'Restart it; training goes on from there.',
      details: `worker-crashed: ${detail}`,
      restart: true,
    });
  }
}
