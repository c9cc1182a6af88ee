/**
 * Test doubles: a world of one counter and a policy that writes what a script says. For tests only.
 */
import type { Picture } from '../core/picture.ts';
import type { Env, EnvSpec, Obs, StepInfo, TaskRef, Transition } from '../envs/env.ts';
import type { GeneratedRow, GenerateRequest, GenerateRow, PolicyModel } from '../model/interface.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { codecOf, type Codec } from './codec.ts';
import type { Worlds } from './collect.ts';

export const WORDS = ['>', ':', '|', 'up', 'down', 'wait', 'reach', 'at', 'go', 'nothing', '0', '1', '2'];

export const testCodec = (): Codec => codecOf(Tokenizer.fromWords(WORDS, 320));

const SPEC: EnvSpec = {
  id: 'counter',
  version: 1,
  title: 'Counter',
  about: 'Reach a number.',
  levels: [{ level: 0, title: 'only', turnLimit: 4, randomSuccess: 0, oracleTurns: 2 }],
  reward: { success: 10, invalid: -0.1 },
  historyK: 2,
  words: WORDS,
};

/** Start at 0; "up" adds one; reaching 2 wins; four turns at most. The task's seed is the number of free wins: seed 9
 * wins with any valid action. */
export class CounterEnv implements Env {
  readonly spec = SPEC;
  #at = 0;
  #turns = 0;
  #easy = false;

  reset(task: TaskRef): Obs {
    this.#at = 0;
    this.#turns = 0;
    this.#easy = task.seed === 9;
    return this.#obs();
  }

  step(action: string): Transition {
    this.#turns += 1;
    const valid = action === 'up' || action === 'wait';
    if (action === 'up' || (valid && this.#easy)) this.#at += this.#easy ? 2 : 1;
    const won = this.#at >= 2;
    const truncated = !won && this.#turns === 4;
    const info: StepInfo = {
      valid,
      effective: action === 'up',
      novel: action === 'up',
      repeat: false,
      progress: action === 'up' ? 1 : 0,
      won,
      score: won ? 1 : this.#at / 2,
      ...(won ? { reason: 'won' as const } : {}),
    };
    return { obs: this.#obs(), reward: won ? 10 : 0, terminated: won, truncated, info };
  }

  #obs(): Obs {
    const text = `at ${this.#at}`;
    return { text, full: text, task: 'reach 2', fullTask: 'Reach 2.', admissible: ['up', 'wait'], anchor: text };
  }

  fillIn = (action: string): string => action;
  taskKey = (): string => 'reach 2';
  snapshot = (): Uint8Array => Uint8Array.of(this.#at, this.#turns);
  restore = (bytes: Uint8Array): void => void ([this.#at, this.#turns] = [bytes[0]!, bytes[1]!]);
  oracle = (): { think: string; action: string } => ({ think: 'go up', action: 'up' });
  distance = (): number => 2 - this.#at;
  picture = (): Picture => ({
    width: 8,
    height: 8,
    palette: new Uint8Array(9),
    pixels: new Uint8Array(64).fill(this.#at),
  });
  scene = (): unknown => ({ at: this.#at });
}

/** The few rows that collect needs, each a CounterEnv. */
export class CounterWorlds implements Worlds {
  #rows: CounterEnv[] = [];
  #active: boolean[] = [];

  reset(tasks: readonly TaskRef[], copies: number): Obs[] {
    this.#rows = Array.from({ length: tasks.length * copies }, () => new CounterEnv());
    this.#active = this.#rows.map(() => true);
    return this.#rows.map((env, row) => env.reset(tasks[Math.floor(row / copies)]!));
  }

  env = (row: number): Env => this.#rows[row]!;

  step(actions: readonly (string | null)[]): (Transition | null)[] {
    return this.#rows.map((env, row) => {
      const action = actions[row]!;
      if (!this.#active[row] || action === null) return null;
      const transition = env.step(action);
      this.#active[row] = !transition.terminated && !transition.truncated;
      return transition;
    });
  }
}

/** Writes `script(row)` as its response; log-prob -1, entropy 0.5, confidence 2 and uncertainty `level(row)` everywhere;
 * the extrema name the turn and the attempt. */
export class ScriptedPolicy implements PolicyModel {
  readonly maxTokens = 64;
  readonly mostRows: number;
  readonly parameterCount = 0;
  readonly step = 0;
  readonly requests: GenerateRequest[] = [];
  readonly #codec: Codec;
  readonly #script: (row: GenerateRow) => string;
  readonly #level: (row: GenerateRow) => number;

  constructor(
    codec: Codec,
    script: (row: GenerateRow) => string,
    level: (row: GenerateRow) => number = () => 0.25,
    mostRows = 128,
  ) {
    this.mostRows = mostRows;
    this.#codec = codec;
    this.#script = script;
    this.#level = level;
  }

  generate(request: GenerateRequest): Promise<GeneratedRow[]> {
    this.requests.push(request);
    const rows = request.rows.map((row): GeneratedRow => {
      const ids = this.#codec.encode(this.#script(row)).slice(0, request.maxNewTokens);
      const filled = (value: number): Float32Array => new Float32Array(ids.length).fill(value);
      return {
        ids,
        logprob: filled(-1),
        entropy: filled(0.5),
        confidence: filled(2),
        finished: ids.at(-1) === request.stopToken,
        uncertainty: filled(this.#level(row)),
        forced: new Uint8Array(ids.length),
        firedAt: -1,
        cut: 'none',
        extrema: { entropyLow: 0.5, entropyHigh: 0.5 + row.turn, confidenceLow: 2, confidenceHigh: 2 + row.attempt },
      };
    });
    return Promise.resolve(rows);
  }

  score = (): never => {
    throw new Error('not scripted');
  };
  update = (): never => {
    throw new Error('not scripted');
  };
}
