/**
 * The contract every environment keeps: pure data and pure functions; no DOM, no clock, no global randomness.
 * Agent mistakes never throw (they cost a turn); a throw inside an environment is a bug.
 * Shape of the interface: Gymnasium's five-tuple plus what multi-turn RL needs (admissible actions, anchors, snapshots,
 * oracle, exact turn labels). See docs/ENVIRONMENTS.md.
 */
import type { Picture } from '../core/picture.ts';
import type { Rng } from '../core/rng.ts';

export type Split = 'train' | 'val' | 'test' | 'ood';

export interface TaskRef {
  /** Registry id, e.g. "house". */
  readonly env: string;
  readonly level: number;
  readonly split: Split;
  readonly seed: number;
}

export interface LevelSpec {
  readonly level: number;
  /** One sentence for the page. */
  readonly title: string;
  readonly turnLimit: number;
  /** Success of a uniformly random admissible policy and mean turns of the oracle, measured (docs/ENVIRONMENTS.md). */
  readonly randomSuccess: number;
  readonly oracleTurns: number;
  /** Share of tasks the oracle solves, where chance or missing knowledge keeps it below 1. */
  readonly oracleSuccess?: number;
  /** Of its tasks and saved episodes, where they have changed and those of other levels have not. Else the spec's. */
  readonly version?: number;
}

export interface EnvSpec {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** What the agent has to learn, one sentence. */
  readonly about: string;
  readonly levels: readonly LevelSpec[];
  /**
   * allOrNothing: an episode that ends short of a win is paid nothing, whatever its score.
   * ownRule: turns are paid by the environment's own rule (its README); `success` is then what the win itself adds at most.
   */
  readonly reward: {
    readonly success: number;
    readonly invalid: number;
    readonly allOrNothing?: true;
    readonly ownRule?: true;
  };
  /** Draws its state as pixels: Env.picture(). */
  readonly pictures?: true;
  /** Past turns shown in the prompt. */
  readonly historyK: number;
  /** Every word the generators may emit. */
  readonly words: readonly string[];
}

export interface Obs {
  /** Compact observation: words separated by single spaces, each in the vocabulary. No history, no task. */
  readonly text: string;
  /** The same for pretrained models and people: plain sentences. */
  readonly full: string;
  /** What later prompts remember of it, where that is less than `text`. */
  readonly brief?: string;
  /** The task in compact words. */
  readonly task: string;
  readonly fullTask: string;
  /**
   * Every action the environment would accept now, compact words. Identical strings in both renderings. Where the grammar
   * is open, one entry stands for many: "search words".
   */
  readonly admissible: readonly string[];
  /** Canonical state key as the agent sees it: equal text <=> same anchor group (GiGPO). */
  readonly anchor: string;
}

export interface StepInfo {
  /** Accepted by the grammar and admissible. */
  readonly valid: boolean;
  /** The state changed. */
  readonly effective: boolean;
  /** The new state had not been seen in this episode. */
  readonly novel: boolean;
  /** Same action as the turn before. */
  readonly repeat: boolean;
  /** Oracle distance before minus after; null when either is unknown or infinite. */
  readonly progress: number | null;
  readonly won: boolean;
  /** 0..1; partial success where the environment defines it. */
  readonly score: number;
  readonly reason?: 'won' | 'dead' | 'limit';
}

export interface Transition {
  readonly obs: Obs;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly info: StepInfo;
}

export interface OracleMove {
  /** Compact words: facts ; decision. The decision is named here, so that the action is a copy. */
  readonly think: string;
  readonly action: string;
}

export interface Env {
  readonly spec: EnvSpec;
  /** Redraws deterministically until the content split matches. Throws TurnlabError `bad-setting` on an unknown level. */
  reset(task: TaskRef): Obs;
  /** One turn. Any string is accepted; what is not admissible changes nothing and is flagged. */
  step(action: string): Transition;
  /** Puts drawn words in place of the template of an open grammar; any other action comes back as it is. */
  fillIn(action: string, rng: Rng): string;
  /** The canonical task text whose hash decided the split. */
  taskKey(): string;
  /** Small and versioned; equal bytes <=> equal state. */
  snapshot(): Uint8Array;
  /** Throws TurnlabError `bad-file` on foreign bytes and then changes nothing. */
  restore(bytes: Uint8Array): void;
  /** Belief-aware expert: may use what has been observed, never hidden state. Null when the task is lost or done. */
  oracle(rng: Rng): OracleMove | null;
  /** Turns an all-knowing player still needs (SearchQA: its expert, who has to look things up); null when out of reach. */
  distance(): number | null;
  /** The present state as the agent may see it instead of `Obs.text`. Throws TurnlabError `bad-setting` where the spec
   * promises no pictures. */
  picture(): Picture;
  /** What a drawing needs, plain JSON; each environment's own shape (its scene.ts). */
  scene(): unknown;
}
