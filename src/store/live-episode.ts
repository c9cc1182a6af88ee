/**
 * The episode that is being played, turn by turn, while somebody watches. Turns come many times a second, so nothing here
 * passes through React or zustand. Must not draw.
 */
import type { Trajectory } from '../rollout/trajectory.ts';
import type { TrainEvent } from '../train/events.ts';

type TurnEvent = Extract<TrainEvent, { kind: 'turn' }>;

/** What is shown never looks at prompts. */
const NO_PROMPT = new Uint32Array();

export class LiveEpisode {
  /** The update it is played for. */
  update = 0;
  #trajectory: Trajectory | null = null;
  readonly #listeners = new Set<() => void>();

  /** Null before the first turn. Not over yet, so its success and score say nothing. A new object with every turn. */
  get trajectory(): Trajectory | null {
    return this.#trajectory;
  }

  /** Called after every turn; must be cheap. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Turn 0 begins anew: another episode, or the same one once more after a recovery. */
  add({ update, task, episode, turn, played }: TurnEvent): void {
    const before = turn === 0 ? [] : (this.#trajectory?.turns.slice(0, turn) ?? []);
    const turns = [...before, { ...played, prompt: NO_PROMPT }];
    const reward = turns.reduce((sum, one) => sum + one.reward, 0);
    this.update = update;
    this.#trajectory = { task, group: 0, episode, turns, reward, success: played.info.won, score: played.info.score };
    this.#changed();
  }

  clear(): void {
    this.#trajectory = null;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
