/**
 * What a trainer says while it works. One union; the worker forwards it, the page and the command line show it.
 * Plain data only (structured-clone safe).
 */
import type { Calibration } from '../rollout/calibration.ts';
import type { TaskRef } from '../envs/env.ts';
import type { Trajectory, Turn } from '../rollout/trajectory.ts';
import type { TurnRecords } from '../rollout/turn-records.ts';
import type { TurnlabError } from '../core/errors.ts';
import type { Alert } from './alerts.ts';

/** Metric name -> value. Names follow verl-agent where one exists (docs/METRICS.md). */
export type Metrics = Readonly<Record<string, number>>;

export type TrainEvent =
  | { readonly kind: 'phase'; readonly phase: Phase; readonly note: string }
  /** Progress inside a phase; total 0 = unknown. */
  | {
      readonly kind: 'progress';
      readonly phase: Phase;
      readonly done: number;
      readonly total: number;
      readonly note: string;
    }
  /** One cloning update. */
  | { readonly kind: 'warm'; readonly update: number; readonly metrics: Metrics }
  /** Held-out tasks; update 0 = the warm start. */
  | {
      readonly kind: 'evaluation';
      readonly update: number;
      readonly split: 'val' | 'test' | 'ood';
      readonly metrics: Metrics;
    }
  | { readonly kind: 'update'; readonly update: number; readonly metrics: Metrics }
  /** One whole episode to look at; live, from the update it names (0 = warm start). */
  | {
      readonly kind: 'episode';
      readonly update: number;
      readonly trajectory: Trajectory;
      readonly advantage: readonly number[];
    }
  /** A turn of the episode on show, as soon as it was played, if somebody watches; those before it come first. `turn` from 0,
   * `update` is the one it is played for. */
  | {
      readonly kind: 'turn';
      readonly update: number;
      readonly task: TaskRef;
      readonly episode: number;
      readonly turn: number;
      readonly played: WatchedTurn;
    }
  /** Every turn that was played for an update, rejected attempts included. */
  | { readonly kind: 'turns'; readonly update: number; readonly records: TurnRecords }
  /** The thresholds were read off a batch of turns and set; `update` = updates done. */
  | ({ readonly kind: 'calibration'; readonly update: number } & Calibration)
  /** The numbers of the run look like trouble; follows the update it names. */
  | ({ readonly kind: 'alert' } & Alert)
  | { readonly kind: 'checkpoint'; readonly update: number; readonly bytes: Uint8Array }
  | { readonly kind: 'warning'; readonly code: TurnlabError['code']; readonly sentence: string };

/** A turn without what only learning and drawings need. */
export type WatchedTurn = Omit<Turn, 'prompt' | 'scene'>;

export type Phase = 'compiling' | 'warm-start' | 'evaluating' | 'collecting' | 'updating' | 'idle';
