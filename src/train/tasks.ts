/**
 * Which tasks are played when: a pure function of settings and counters, so a resumed run draws what the unbroken one
 * would have. Must not hold state.
 */
import { hashText, Rng } from '../core/rng.ts';
import type { Settings } from '../core/settings.ts';
import type { Split, TaskRef } from '../envs/env.ts';

/** Fresh training tasks of an update (`stream` keeps cloning, learning and the like apart). */
export function trainTasks(
  settings: Settings,
  stream: 'clone' | 'learn' | 'refine' | 'calibrate',
  update: number,
  count: number,
): TaskRef[] {
  const rng = new Rng(settings.seed, `${stream} tasks ${update}`);
  return Array.from({ length: count }, () => ({
    env: settings.env,
    level: settings.level,
    split: 'train',
    seed: rng.uint32(),
  }));
}

/** The fixed list of held-out tasks: the same for every run, so that runs can be compared. `from` picks another part. */
export function heldOutTasks(env: string, level: number, split: Split, count: number, from = 0): TaskRef[] {
  return Array.from({ length: count }, (_, i) => ({ env, level, split, seed: from + i }));
}

/** Keys of the sampling streams; apart, so that evaluating more or less changes nothing in training. */
export const samplingSeed = (seed: number, stream: 'learn' | 'evaluate' | 'warm' | 'refine' | 'calibrate'): number =>
  hashText(`sampling ${stream}`, seed ^ 0x811c9dc5);
