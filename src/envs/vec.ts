/**
 * Groups of copies of the same tasks, stepped together. A finished row is masked, never reset mid-batch. Rows do not
 * influence each other: the same tasks and actions give the same transcripts in any order. Takes parsed actions; how text
 * becomes an action is the rollout's business.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Env, EnvSpec, Obs, TaskRef, Transition } from './env.ts';
import { makeEnv, specOf } from './registry.ts';
import { rewardVariant } from './reward-variants.ts';

export class VecEnv {
  readonly spec: EnvSpec;
  readonly #id: string;
  readonly #pay: ReturnType<typeof rewardVariant>;
  #rows: Env[] = [];
  #active: boolean[] = [];
  /** By row: every response so far kept the format, and every action was admissible. */
  #wereValid: boolean[] = [];

  /** `reward`: how turns are paid (reward-variants.ts). Throws TurnlabError `bad-setting` on an unknown id or reward. */
  constructor(id: string, reward = 'own') {
    this.spec = specOf(id);
    this.#id = id;
    this.#pay = rewardVariant(reward);
  }

  /** Row g * copies + c plays copy c of tasks[g]. Returns the first observations in row order. */
  reset(tasks: readonly TaskRef[], copies: number): Obs[] {
    if (!Number.isInteger(copies) || copies < 1)
      throw new TurnlabError('bad-argument', `Copies per task must be a whole number above 0, got ${copies}.`);
    const rows = tasks.length * copies;
    while (this.#rows.length < rows) this.#rows.push(makeEnv(this.#id));
    this.#rows.length = rows;
    this.#active = this.#rows.map(() => true);
    this.#wereValid = this.#rows.map(() => true);
    return this.#rows.map((env, row) => env.reset(tasks[Math.floor(row / copies)]!));
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /** Rows still playing. */
  get activeRows(): number[] {
    return this.#active.flatMap((active, row) => (active ? [row] : []));
  }

  /** The environment behind a row: oracle, scene, snapshot. Stepping or resetting it directly would bypass the mask. */
  env(row: number): Env {
    const env = this.#rows[row];
    if (!env) throw new TurnlabError('bad-argument', `There is no row ${row}; the batch has ${this.rowCount}.`);
    return env;
  }

  /** One action per row. Rows without one stand still; they and finished rows are answered with null. Throws `bad-argument`
   * on a wrong count. `wellFormed`: whether the response that a row's action was read from kept the format; default: all did. What a
   * malformed one asks for is carried out all the same; some rewards mind. */
  step(actions: readonly (string | null)[], wellFormed?: readonly boolean[]): (Transition | null)[] {
    if (actions.length !== this.rowCount)
      throw new TurnlabError('bad-argument', `Got ${actions.length} actions for ${this.rowCount} rows.`);
    return this.#rows.map((env, row) => {
      const action = actions[row]!;
      if (!this.#active[row] || action === null) return null;
      const wasNear = env.distance() === 1;
      const transition = env.step(action);
      this.#active[row] = !transition.terminated && !transition.truncated;
      this.#wereValid[row] &&= transition.info.valid && (wellFormed?.[row] ?? true);
      return { ...transition, reward: this.#pay({ transition, wereValid: this.#wereValid[row]!, wasNear }) };
    });
  }
}
