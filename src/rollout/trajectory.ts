/**
 * The record of what an agent did: per token, per turn, per episode. Token ids that were sampled are the ids that are
 * trained on; text is never re-tokenised.
 */
import type { Picture } from '../core/picture.ts';
import type { Cut } from '../engine/kernels/intervention.ts';
import type { StepInfo, TaskRef } from '../envs/env.ts';

/** One sampled response. Arrays are as long as the response. */
export interface Response {
  readonly ids: Uint32Array;
  /** Log-probability under the sampling distribution (temperature included). */
  readonly logprob: Float32Array;
  /** Nats. */
  readonly entropy: Float32Array;
  /** Top-j confidence: mean of -ln p over the j likeliest tokens. */
  readonly confidence: Float32Array;
  /** False when the token budget ended it before the stop token. */
  readonly finished: boolean;
  /** T²PO's M, in [0, 1]: high = uncertain. */
  readonly uncertainty: Float32Array;
  /** 1 for a token that the thinking intervention put there instead of the policy. */
  readonly forced: Uint8Array;
  /** Index of the last think token before the cut; -1 = nothing was cut. */
  readonly firedAt: number;
  readonly cut: Cut;
}

/** A response that T²PO's resampling threw away before the environment saw it. Never trained on. */
export interface Rejected extends Response {
  readonly action: string;
  readonly think: string;
  readonly formatValid: boolean;
  /** As of a turn: mean uncertainty, and its distance from that of the turn before. */
  readonly phi: number;
  readonly gamma: number;
  /** What the environment would have said, tried out on a copy of its state. */
  readonly info: StepInfo;
}

export interface Turn {
  readonly prompt: Uint32Array;
  /** What stands at the prompt's PATCH places; only where pictures are observations. */
  readonly picture?: Picture;
  /** The accepted one. */
  readonly response: Response;
  /** Parsed action, "" when none was found. */
  readonly action: string;
  readonly think: string;
  readonly formatValid: boolean;
  /** Text of the observation this turn answered, and of the one it caused (compact). */
  readonly before: string;
  readonly after: string;
  readonly anchor: string;
  readonly reward: number;
  readonly info: StepInfo;
  /** Φ: mean uncertainty of the response (T²PO §4), in [1e-6, 1]. */
  readonly phi: number;
  /** Γ = |Φ - Φ of the turn before|; NaN for the first turn. */
  readonly gamma: number;
  /** Attempts before the accepted one, in order, all from the same state: their number is the accepted one's attempt. */
  readonly rejected: readonly Rejected[];
  /** env.scene() before the action; for drawings only, kept for shown episodes. */
  readonly scene?: unknown;
}

export interface Trajectory {
  readonly task: TaskRef;
  /** Index of the task group inside the batch; all members played the same task. */
  readonly group: number;
  /** Unique in the run: (update, row). Key of its random numbers. */
  readonly episode: number;
  readonly turns: readonly Turn[];
  /** Sum of environment rewards, invalid penalties not included. */
  readonly reward: number;
  readonly success: boolean;
  readonly score: number;
}
