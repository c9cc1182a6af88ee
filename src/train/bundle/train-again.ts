/** Trains a run again from its seed, with the changes made on the way, to the step where its sheet says it stood. */
import type { KernelChoices } from '../../engine/choices.ts';
import type { Executor } from '../../engine/executor.ts';
import { bringBack } from '../../envs/own-worlds.ts';
import { Trainer } from '../trainer.ts';
import type { RunSheet } from './run-sheet.ts';

/** What has to be known of a run to play it again. */
export type Replayed = Pick<RunSheet, 'began' | 'changes' | 'stage' | 'update' | 'warmUpdates'> & {
  /** Of its checkpoint. */
  readonly kernels: KernelChoices | undefined;
  readonly data: string | undefined;
};

/**
 * Bytes of the weights as a safetensors file: equal to those of the run if that was trained on the same kind of device by
 * the same version, with these settings and no others. `progress`: called after every step with steps done and steps to do.
 */
export async function trainAgain(
  { began, changes, stage, update, warmUpdates, kernels, data }: Replayed,
  executor: Executor,
  progress: (done: number, total: number) => void | Promise<void>,
): Promise<Uint8Array> {
  const total = warmUpdates + update;
  bringBack(began.env, data);
  executor.adopt(kernels ?? {});
  const trainer = await Trainer.create(began, { executor, emit: () => {}, replay: changes });
  try {
    const isThere = (): boolean =>
      trainer.stage === stage && trainer.update === update && trainer.warmUpdate === warmUpdates;
    // With other settings than its own a run can miss the place.
    const isPast = (): boolean => trainer.update > update || trainer.warmUpdate > warmUpdates;
    while (!isThere() && !isPast() && (await trainer.step()))
      await progress(trainer.warmUpdate + trainer.update, total);
    return await trainer.policy.exportWeights();
  } finally {
    trainer.dispose();
  }
}
