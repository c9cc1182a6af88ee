/**
 * Trains a kept run again from its seed and says what came out: what a worker named VERIFIER does instead of obeying the
 * lab. Must not know what the outcome is compared with.
 */
import { asTurnlabError, type ErrorCode } from '../core/errors.ts';
import { ChoiceMemory } from '../engine/choices.ts';
import { sha256 } from '../core/sha256.ts';
import { trainAgain, type Replayed } from '../train/bundle/train-again.ts';
import type { OpenBackend } from './backend.ts';
import { nextTask } from '../core/next-task.ts';
import type { BackendChoice } from './protocol.ts';

/** The name that makes a worker a verifier. */
export const VERIFIER = 'turnlab verifier';

export interface VerifyRequest {
  readonly run: Replayed;
  readonly backend: BackendChoice;
}

export type VerifyEvent =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** SHA-256 of the weights, and what they were trained on. */
  | { readonly kind: 'done'; readonly digest: string; readonly label: string }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly sentence: string; readonly next: string };

export async function verifyInWorker(
  { run, backend }: VerifyRequest,
  open: OpenBackend,
  post: (event: VerifyEvent) => void,
): Promise<void> {
  try {
    const { executor } = await open(backend, new ChoiceMemory(run.kernels));
    try {
      const weights = await trainAgain(run, executor, async (done, total) => {
        post({ kind: 'progress', done, total });
        // Lets the message out: without a rollout a step never leaves the micro-task queue.
        await nextTask();
      });
      post({ kind: 'done', digest: sha256(weights), label: executor.label });
    } finally {
      executor.dispose();
    }
  } catch (thrown) {
    const { code, message, next } = asTurnlabError(thrown);
    post({ kind: 'failed', code, sentence: message, next });
  }
}
