/**
 * The trainer: warm start, collect, learn, evaluate, one update a call. Owns the policy; never the executor.
 * Must not know the page, files or timers: it speaks through `emit` and works only inside `step()`.
 */
import type { Settings } from '../core/settings.ts';
import type { Executor } from '../engine/executor.ts';
import type { TrainEvent } from './events.ts';

export interface TrainerOptions {
  readonly executor: Executor;
  readonly emit: (event: TrainEvent) => void;
}

/** CONTRACT (being filled in by helper T): what worker/ and cli/ may call. */
export interface TrainerContract {
  readonly settings: Settings;
  /** Policy updates done; 0 during the warm start. */
  readonly update: number;
  /** Cloning updates done. */
  readonly warmUpdate: number;
  readonly stage: 'warm-start' | 'training' | 'finished';
  readonly parameterCount: number;
  /** One cloning update or one policy update, with the evaluation that is due. Resolves to false once finished. */
  step(): Promise<boolean>;
  /** Live settings only, from the next update on. Throws TurnlabError `bad-setting` and then changes nothing. */
  set(changes: Partial<Settings>): void;
  /** Everything needed to go on from here, as one block of bytes. Call between steps only. */
  checkpoint(): Promise<Uint8Array>;
  /** Hugging Face folder of the present policy: file name -> bytes. */
  modelFiles(): Promise<Record<string, Uint8Array>>;
  dispose(): void;
}
// Trainer.create(settings: Settings, options: TrainerOptions): Promise<Trainer>
// Trainer.resume(checkpoint: Uint8Array, options: TrainerOptions): Promise<Trainer>
