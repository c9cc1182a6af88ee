/**
 * A scripted stand-in for the worker, for component tests and screenshots: plays real environments with a noisy expert
 * and makes up plausible numbers. Never shipped.
 */
import { Rng } from '../../src/core/rng.ts';
import type { Settings } from '../../src/core/settings.ts';
import type { StepInfo, TaskRef } from '../../src/envs/env.ts';
import { LEXICON } from '../../src/envs/lexicon.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { spreadOf } from '../../src/rollout/calibration.ts';
import { meanUncertainty } from '../../src/rollout/resample.ts';
import type { Rejected, Response, Trajectory, Turn } from '../../src/rollout/trajectory.ts';
import { turnRecords } from '../../src/rollout/turn-records.ts';
import type { Client, ClientListener, Connect } from '../../src/store/client.ts';
import type { Command, RunState, Status, WorkerEvent } from '../../src/worker/protocol.ts';

const TAGS = ['<think>', '</think>', '<action>', '</action>'];
export const WORDS: readonly string[] = [...TAGS, ...LEXICON];
const TAG_IDS = { thinkOpen: 0, thinkClose: 1, actionOpen: 2, actionClose: 3 };
const idOf = (word: string): number => Math.max(0, WORDS.indexOf(word));

/** One made-up response; entropy rises to a hump early in the thought and dies away after it. */
function respond(think: string, action: string, rng: Rng): Response {
  const words = ['<think>', ...think.split(' '), '</think>', '<action>', ...action.split(' '), '</action>'];
  const hump = (i: number): number => Math.exp(-(((i - words.length * 0.25) / (words.length * 0.2)) ** 2));
  const entropy = Float32Array.from(words, (w, i) =>
    TAGS.includes(w) ? 0.02 : 0.01 + (0.4 + 2 * rng.unit()) * hump(i),
  );
  return {
    ids: Uint32Array.from(words, idOf),
    entropy,
    logprob: entropy.map((h) => -h * 0.8),
    confidence: entropy.map((h) => 4.2 - h),
    finished: true,
    uncertainty: entropy.map((h) => h / 2.4),
    forced: new Uint8Array(words.length),
    firedAt: -1,
    cut: 'none',
  };
}

/** A try that was as uncertain as the turn before it. */
function discarded(phi: number, info: StepInfo, rng: Rng): Rejected {
  const response = respond('see nothing', 'look', rng);
  const judged = { ...info, valid: true, effective: false, novel: false, repeat: true };
  return { ...response, action: 'look', think: 'see nothing', formatValid: true, phi, gamma: 0.0004, info: judged };
}

/** `skill` 0..1: share of turns that follow the expert. */
export function playEpisode(task: TaskRef, skill: number, rng: Rng): Trajectory {
  const env = makeEnv(task.env);
  let obs = env.reset(task);
  const turns: Turn[] = [];
  for (;;) {
    const expert = env.oracle(rng);
    const isExpert = expert !== null && rng.unit() < skill;
    const stray = rng.unit() < 0.3 ? 'go to fridge 3' : (obs.admissible[rng.below(obs.admissible.length)] ?? 'look');
    const action = isExpert ? expert.action : stray;
    const think = isExpert ? expert.think : `see nothing ; ${stray} ; see nothing ; ${stray}`;
    const scene = env.scene();
    const next = env.step(action);
    const before = turns.at(-1)?.phi ?? Number.NaN;
    const response = respond(think, action, rng);
    const phi = meanUncertainty(response.uncertainty, 'geometric');
    turns.push({
      prompt: new Uint32Array(),
      response,
      action,
      think,
      formatValid: true,
      before: obs.text,
      after: next.obs.text,
      anchor: obs.anchor,
      reward: next.reward,
      info: next.info,
      phi,
      gamma: Math.abs(phi - before),
      rejected: turns.length % 4 === 3 ? [discarded(before, next.info, rng)] : [],
      scene,
    });
    obs = next.obs;
    if (next.terminated || next.truncated) {
      const reward = turns.reduce((sum, t) => sum + t.reward, 0);
      return { task, group: 0, episode: 0, turns, reward, success: next.info.won, score: next.info.score };
    }
  }
}

export class FakeClient implements Client {
  readonly sent: Command[] = [];
  readonly listener: ClientListener;
  readonly #rng = new Rng(1, 'fake');
  #settings: Settings | null = null;
  update = 0;
  state: RunState = 'empty';

  constructor(listener: ClientListener) {
    this.listener = listener;
  }

  send(command: Command): void {
    this.sent.push(command);
    if (command.kind === 'open') this.#settings = command.settings;
    if (command.kind === 'set') this.emit({ kind: 'changed', update: this.update, turn: 0, changes: command.changes });
    if (command.kind === 'pause') this.enter('paused');
  }

  dispose(): void {
    this.state = 'empty';
  }

  emit(event: WorkerEvent): void {
    this.listener.onEvent(event);
  }

  enter(state: RunState, more: Partial<Status> = {}): void {
    this.state = state;
    this.emit({
      kind: 'status',
      status: {
        state,
        backend: 'webgpu',
        label: 'WebGPU · example adapter',
        software: false,
        notice: '',
        parameters: 141_000,
        update: this.update,
        updatesPerSecond: 0.71,
        tokensPerSecond: 6240,
        compileMs: 840,
        gpuBytes: 38_500_000,
        dispatches: 120_400 + this.update * 2100,
        readbacks: 310 + this.update * 9,
        ...more,
      },
    });
  }

  opened(): void {
    if (this.#settings) this.emit({ kind: 'opened', settings: this.#settings, words: WORDS });
  }

  warm(count: number): void {
    for (let n = 1; n <= count; n++)
      this.emit({
        kind: 'train',
        event: {
          kind: 'warm',
          update: n,
          metrics: { 'warm/loss': 0.12 + 3.4 * Math.exp(-n / 30) + this.#noise(0.08) },
        },
      });
  }

  evaluate(update: number): void {
    const rate = Math.round((0.36 + 0.5 * (1 - Math.exp(-update / 60)) + this.#noise(0.05)) * 64) / 64;
    const metrics = { 'val/success_rate': Math.min(1, rate), 'val/episodes': 64, 'val/length/mean': 9 - update / 40 };
    this.emit({ kind: 'train', event: { kind: 'evaluation', update, split: 'val', metrics } });
  }

  /** `count` updates with an evaluation every fifth. */
  train(count: number): void {
    for (let i = 0; i < count; i++) {
      const n = ++this.update;
      const rise = 1 - Math.exp(-n / 60);
      const success = Math.min(1, Math.max(0, 0.34 + 0.5 * rise + this.#noise(0.16)));
      const metrics = {
        'episode/success_rate': success,
        'episode/reward/mean': 10 * success - 0.3,
        'episode/length/mean': 10.5 - 4 * rise + this.#noise(0.8),
        'response_length/mean': 14 - rise + this.#noise(0.6),
        'actor/entropy': 0.34 - 0.16 * rise + this.#noise(0.02),
        'actor/kl': 0.02 * rise + Math.abs(this.#noise(0.004)),
        'actor/grad_norm': 0.7 + Math.abs(this.#noise(0.5)),
      };
      this.emit({ kind: 'train', event: { kind: 'update', update: n, metrics } });
      if (n % 5 === 0) this.evaluate(n);
    }
  }

  episode(skill: number, seed = 5): void {
    const { env, level } = this.#settings ?? { env: 'house', level: 0 };
    const trajectory = playEpisode({ env, level, split: 'train', seed }, skill, this.#rng);
    const advantage = trajectory.turns.map(() => (trajectory.success ? 0.62 : -0.48));
    this.emit({ kind: 'train', event: { kind: 'episode', update: this.update, trajectory, advantage } });
  }

  /** As the worker answers `calibrate`. */
  calibrated({ epsilon, eta }: { epsilon: number; eta: number }): void {
    const rng = new Rng(3, 'calibration');
    const values = (scale: number): number[] => Array.from({ length: 200 }, () => scale * rng.unit() ** 2);
    const found = {
      rate: 0.2,
      turns: 240,
      windowMean: spreadOf(values(0.3)),
      gamma: spreadOf(values(0.08)),
      epsilon,
      eta,
      epsilonRate: 0.17,
      etaRate: 0.2,
    };
    this.emit({ kind: 'train', event: { kind: 'calibration', update: this.update, ...found } });
    this.emit({ kind: 'changed', update: this.update, turn: 0, changes: { epsilon, eta } });
  }

  /** The turns of one episode as they are played for the next update, from `from` up to `to`. */
  live(from: number, to: number, seed = 9): void {
    const { env, level } = this.#settings ?? { env: 'house', level: 0 };
    const { task, turns } = playEpisode({ env, level, split: 'train', seed }, 0.4, new Rng(seed, 'live'));
    for (let turn = from; turn < Math.min(to, turns.length); turn++) {
      const { prompt: _, scene: __, ...played } = turns[turn]!;
      this.emit({ kind: 'train', event: { kind: 'turn', update: this.update + 1, task, episode: seed, turn, played } });
    }
  }

  /** All turns of `count` episodes, as after an update. */
  turns(count: number): void {
    const { env, level } = this.#settings ?? { env: 'house', level: 0 };
    const played = Array.from({ length: count }, (_, i) =>
      playEpisode({ env, level, split: 'train', seed: 5 + i }, 0.5, this.#rng),
    );
    this.emit({
      kind: 'train',
      event: { kind: 'turns', update: ++this.update, records: turnRecords(played, TAG_IDS) },
    });
  }

  #noise(size: number): number {
    return (this.#rng.unit() + this.#rng.unit() - 1) * size;
  }
}

/** A way to connect, and the clients that were made with it. */
export function fakeConnect(): { connect: Connect; clients: FakeClient[] } {
  const clients: FakeClient[] = [];
  const connect: Connect = (listener) => {
    const client = new FakeClient(listener);
    clients.push(client);
    return client;
  };
  return { connect, clients };
}
