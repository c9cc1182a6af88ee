/**
 * Measures one level of an environment: how often random play and the expert succeed, how long the expert takes, how long
 * prompts and responses get, what a step costs. Training tasks only. Must not print.
 */
import { Rng } from '../core/rng.ts';
import type { Env, Obs } from '../envs/env.ts';
import { makeEnv, specOf } from '../envs/registry.ts';
import { codecOf, type Codec } from '../rollout/codec.ts';
import { buildPrompt, type PastTurn } from '../rollout/prompt.ts';
import { freshTokenizer } from '../rollout/vocabulary.ts';

export interface EnvMeasures {
  readonly env: string;
  readonly level: number;
  readonly episodes: number;
  /** Uniform over the admissible actions, templates of open grammars filled in. */
  readonly randomSuccess: number;
  readonly randomReward: number;
  readonly oracleSuccess: number;
  readonly oracleReward: number;
  /** Of solved tasks. */
  readonly oracleTurns: number;
  readonly oracleTurnsMost: number;
  /** Tokens of a prompt with the environment's own memory window, over the expert's and random turns. */
  readonly promptTokens: number;
  readonly promptTokensMost: number;
  /** Tokens of the expert's response, tags included. */
  readonly responseTokens: number;
  readonly responseTokensMost: number;
  /** Medians in microseconds; the expert's answer apart from the step. */
  readonly resetMicros: number;
  readonly stepMicros: number;
  readonly oracleMicros: number;
}

/** Longer than any prompt: nothing is cut. */
const NO_BUDGET = 100_000;
/** <think> </think> <action> </action>. */
const TAGS = 4;
/** Random episodes whose prompts are measured too: random play reaches the longest ones. */
const PROMPTED = 200;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / (values.length || 1);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

export function measureEnv(id: string, level: number, episodes: number): EnvMeasures {
  const { historyK, words } = specOf(id);
  const codec = codecOf(freshTokenizer(words));
  const env = makeEnv(id);
  const prompts: number[] = [];
  const responses: number[] = [];
  const clock = new Clock();

  const oracle = Array.from({ length: episodes }, (_, seed) => {
    const rng = new Rng(seed, 'oracle');
    return play(env, level, seed, clock, (obs, past) => {
      const move = clock.time('oracle', () => env.oracle(rng));
      prompts.push(promptLength(codec, obs, past, historyK));
      if (move === null) return null;
      responses.push(codec.encode(move.think).length + codec.encode(move.action).length + TAGS);
      return move.action;
    });
  });
  const random = Array.from({ length: episodes }, (_, seed) => {
    const rng = new Rng(seed, 'random play');
    return play(env, level, 500_000 + seed, clock, (obs, past) => {
      if (seed < PROMPTED) prompts.push(promptLength(codec, obs, past, historyK));
      return env.fillIn(rng.pick(obs.admissible), rng);
    });
  });
  const solved = oracle.filter((e) => e.won).map((e) => e.turns);
  return {
    env: id,
    level,
    episodes,
    randomSuccess: mean(random.map((e) => Number(e.won))),
    randomReward: mean(random.map((e) => e.reward)),
    oracleSuccess: solved.length / episodes,
    oracleReward: mean(oracle.map((e) => e.reward)),
    oracleTurns: mean(solved),
    oracleTurnsMost: most(solved),
    promptTokens: mean(prompts),
    promptTokensMost: most(prompts),
    responseTokens: mean(responses),
    responseTokensMost: most(responses),
    resetMicros: clock.median('reset'),
    stepMicros: clock.median('step'),
    oracleMicros: clock.median('oracle'),
  };
}

interface Played {
  readonly won: boolean;
  readonly turns: number;
  readonly reward: number;
}

/** One episode; ends early when `choose` gives up. */
function play(
  env: Env,
  level: number,
  seed: number,
  clock: Clock,
  choose: (obs: Obs, past: readonly PastTurn[]) => string | null,
): Played {
  let obs = clock.time('reset', () => env.reset({ env: env.spec.id, level, split: 'train', seed }));
  const past: PastTurn[] = [];
  let reward = 0;
  for (;;) {
    const action = choose(obs, past);
    if (action === null) return { won: false, turns: past.length, reward };
    const step = clock.time('step', () => env.step(action));
    obs = step.obs;
    reward += step.reward;
    past.push({ action, caused: obs.brief ?? obs.text });
    if (step.terminated || step.truncated) return { won: step.info.won, turns: past.length, reward };
  }
}

const promptLength = (codec: Codec, obs: Obs, past: readonly PastTurn[], window: number): number =>
  buildPrompt(
    codec,
    { task: obs.task, observation: obs.text, admissible: obs.admissible, past: past.slice(-window) },
    NO_BUDGET,
  ).length;

/** Wall times by name. */
class Clock {
  readonly #times = new Map<string, number[]>();

  time<T>(name: string, act: () => T): T {
    const start = performance.now();
    const result = act();
    const times = this.#times.get(name) ?? [];
    if (times.length === 0) this.#times.set(name, times);
    times.push(performance.now() - start);
    return result;
  }

  /** Microseconds. The median, because on a busy machine a mean measures the others. */
  median(name: string): number {
    const times = Float64Array.from(this.#times.get(name) ?? []).sort();
    return 1000 * (times[times.length >> 1] ?? 0);
  }
}
