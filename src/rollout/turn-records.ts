/**
 * All turns of a batch of episodes as flat typed arrays, rejected attempts included: what charts, calibration and detector
 * figures read, and cheap to post to a page. Must not decide anything about a turn.
 */
import type { StepInfo } from '../envs/env.ts';
import { decidedAt, type Tags } from './decision.ts';
import type { Response, Trajectory } from './trajectory.ts';

/** Bits of TurnRecords.label: the environment's exact judgement. */
export const LABEL = { valid: 1, effective: 2, novel: 4, repeat: 8, progress: 16 } as const;

/**
 * One record per attempt: episodes in order, in them turns, in them attempts; the last attempt of a turn is the accepted
 * one. The first twelve arrays have one entry per record; the next five one per token, record r owning
 * start[r] … start[r + 1] - 1.
 */
export interface TurnRecords {
  /** Number of records. */
  readonly count: number;
  /** Trajectory.episode. */
  readonly episode: Uint32Array;
  /** Index of the task group in the batch. */
  readonly group: Uint32Array;
  /** From 0. */
  readonly turn: Uint32Array;
  /** 0 = first try. */
  readonly attempt: Uint32Array;
  /** 1 = went to the environment, 0 = rejected. */
  readonly accepted: Uint8Array;
  /** Token after which thinking was cut, counted from the start of the response; -1 = not cut. */
  readonly firedAt: Int32Array;
  /** Think token that completes the decision, counted likewise (decision.ts); -1 = the thought never names its action. */
  readonly decidedAt: Int32Array;
  readonly phi: Float64Array;
  /** NaN for the first turn of an episode. */
  readonly gamma: Float64Array;
  /** Bits of LABEL. For a rejected attempt: what would have happened. */
  readonly label: Uint8Array;
  /** What the environment paid; 0 for a rejected attempt. */
  readonly reward: Float32Array;
  /** Of the whole episode: 1 = succeeded. */
  readonly success: Uint8Array;
  /** [count + 1]. */
  readonly start: Uint32Array;
  readonly ids: Uint32Array;
  readonly entropy: Float32Array;
  readonly confidence: Float32Array;
  /** M. */
  readonly uncertainty: Float32Array;
  /** 1 = put there by the intervention. */
  readonly forced: Uint8Array;
}

/** `progress` is set when the oracle's distance shrank. */
const labelOf = ({ valid, effective, novel, repeat, progress }: StepInfo): number =>
  (valid ? LABEL.valid : 0) |
  (effective ? LABEL.effective : 0) |
  (novel ? LABEL.novel : 0) |
  (repeat ? LABEL.repeat : 0) |
  ((progress ?? 0) > 0 ? LABEL.progress : 0);

interface Attempt {
  readonly episode: number;
  readonly group: number;
  readonly turn: number;
  readonly attempt: number;
  readonly accepted: boolean;
  readonly response: Response;
  readonly phi: number;
  readonly gamma: number;
  readonly info: StepInfo;
  readonly reward: number;
  readonly success: boolean;
}

const attemptsOf = ({ episode, group, success, turns }: Trajectory): Attempt[] =>
  turns.flatMap((played, turn) => {
    const shared = { episode, group, success, turn };
    const { response, phi, gamma, info, reward, rejected } = played;
    return [
      ...rejected.map((sibling, attempt) => ({
        ...shared,
        attempt,
        accepted: false,
        response: sibling,
        phi: sibling.phi,
        gamma: sibling.gamma,
        info: sibling.info,
        reward: 0,
      })),
      { ...shared, attempt: rejected.length, accepted: true, response, phi, gamma, info, reward },
    ];
  });

/** `tags` are those of the tokenizer that the responses were made with. */
export function turnRecords(trajectories: readonly Trajectory[], tags: Tags): TurnRecords {
  const attempts = trajectories.flatMap(attemptsOf);
  const start = new Uint32Array(attempts.length + 1);
  for (const [r, { response }] of attempts.entries()) start[r + 1] = start[r]! + response.ids.length;
  const tokens = start[attempts.length]!;
  const records: TurnRecords = {
    count: attempts.length,
    episode: Uint32Array.from(attempts, ({ episode }) => episode),
    group: Uint32Array.from(attempts, ({ group }) => group),
    turn: Uint32Array.from(attempts, ({ turn }) => turn),
    attempt: Uint32Array.from(attempts, ({ attempt }) => attempt),
    accepted: Uint8Array.from(attempts, ({ accepted }) => Number(accepted)),
    firedAt: Int32Array.from(attempts, ({ response }) => response.firedAt),
    decidedAt: Int32Array.from(attempts, ({ response }) => decidedAt(tags, response.ids)),
    phi: Float64Array.from(attempts, ({ phi }) => phi),
    gamma: Float64Array.from(attempts, ({ gamma }) => gamma),
    label: Uint8Array.from(attempts, ({ info }) => labelOf(info)),
    reward: Float32Array.from(attempts, ({ reward }) => reward),
    success: Uint8Array.from(attempts, ({ success }) => Number(success)),
    start,
    ids: new Uint32Array(tokens),
    entropy: new Float32Array(tokens),
    confidence: new Float32Array(tokens),
    uncertainty: new Float32Array(tokens),
    forced: new Uint8Array(tokens),
  };
  for (const [r, { response }] of attempts.entries()) {
    records.ids.set(response.ids, start[r]);
    records.entropy.set(response.entropy, start[r]);
    records.confidence.set(response.confidence, start[r]);
    records.uncertainty.set(response.uncertainty, start[r]);
    records.forced.set(response.forced, start[r]);
  }
  return records;
}
