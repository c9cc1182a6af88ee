/**
 * Everything the page and the worker say to each other. Commands go in, events come out; request ids only where a reply
 * is expected. Every command is checked before it is obeyed (check.ts); a malformed one gets one `failed` event and
 * changes nothing.
 */
import type { Settings } from '../core/settings.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { KernelChoices } from '../engine/choices.ts';
import type { TrainEvent } from '../train/events.ts';

export type BackendChoice = 'auto' | 'webgpu' | 'cpu';
/** Why training stands still or moves. */
export type RunState = 'empty' | 'preparing' | 'running' | 'paused' | 'finished' | 'failed';

export type Command =
  /** Make a run ready: device, model, compile. Replaces the present run. Resumes from `checkpoint` when given; `clone` is a
   * checkpoint of a run with the same warm start (train/clone.ts), which then need not be done again. Never both. */
  | {
      readonly kind: 'open';
      readonly settings: Settings;
      readonly backend: BackendChoice;
      readonly checkpoint?: Uint8Array;
      readonly clone?: Uint8Array;
      /** What earlier `kernels` events said. */
      readonly kernels?: KernelChoices;
      /** What the environment is made of, where that is own data; a checkpoint and a clone hold their own. */
      readonly data?: string;
    }
  /** `until`: stand still once so many updates are done; left out, go on to the end. */
  | { readonly kind: 'run'; readonly until?: number }
  /** Before the next turn, if episodes are being played; else after the present step. */
  | { readonly kind: 'pause' }
  /** One update (or one cloning update during the warm start), then pause; the rest of it when paused inside one.
   * `turn`: only until every episode that is being played has taken one more turn. Default `update`. */
  | { readonly kind: 'step'; readonly unit?: 'turn' | 'update' }
  /** Live settings only. Exploration control from the next turn on, the rest from the next update on. */
  | { readonly kind: 'set'; readonly changes: Partial<Settings> }
  /** Choose ε and η so that they intervene in this share (0 to 1) of the turns; answered by `train` with a calibration and
   * by `changed`, or by one `failed` event when there is too little to go by. */
  | { readonly kind: 'calibrate'; readonly rate: number }
  | { readonly kind: 'checkpoint'; readonly request: number }
  /** From now on tell every turn of the episode on show as soon as it was played, or no longer. May come before `open`. */
  | { readonly kind: 'watch'; readonly on: boolean }
  /** For tests and the curious: lose the device on purpose. */
  | { readonly kind: 'lose-device' }
  | { readonly kind: 'close' };

export interface Status {
  readonly state: RunState;
  readonly backend: 'webgpu' | 'cpu';
  /** "WebGPU · nvidia …", "CPU · WASM SIMD". */
  readonly label: string;
  /** True when WebGPU runs on the CPU (a fallback adapter). */
  readonly software: boolean;
  /** One sentence when the person did not get the backend that `auto` hopes for, else "". */
  readonly notice: string;
  readonly parameters: number;
  readonly update: number;
  readonly updatesPerSecond: number;
  readonly tokensPerSecond: number;
  readonly compileMs: number;
  readonly gpuBytes: number;
  readonly dispatches: number;
  readonly readbacks: number;
}

export type WorkerEvent =
  | { readonly kind: 'status'; readonly status: Status }
  /** The run that `open` asked for exists: its settings (a checkpoint's own when resumed) and the text of each token id. */
  | { readonly kind: 'opened'; readonly settings: Settings; readonly words: readonly string[] }
  | { readonly kind: 'train'; readonly event: TrainEvent }
  /** A change of live settings took effect: after `update` updates, in the rollout of the next one before its turn `turn`
   * (from 1; 0 = before that rollout). */
  | {
      readonly kind: 'changed';
      readonly update: number;
      readonly turn: number;
      readonly changes: Partial<Settings>;
    }
  | { readonly kind: 'checkpoint'; readonly request: number; readonly bytes: Uint8Array }
  /** Which variants of kernels are fastest on which adapter; worth keeping for the next `open`. */
  | { readonly kind: 'kernels'; readonly kernels: KernelChoices }
  /** The device was lost and training goes on from a checkpoint. */
  | { readonly kind: 'recovered'; readonly sentence: string; readonly lostUpdates: number; readonly update: number }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly sentence: string;
      readonly next: string;
      readonly fatal: boolean;
      /** The command that could not be obeyed; absent for a malformed one and for what fails by itself. */
      readonly command?: Command['kind'];
    };
