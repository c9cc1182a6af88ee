/**
 * Plays a recorded episode again in its environment, to show what the record leaves out: the world before and after every
 * turn, in pictures and in plain sentences. Environments are deterministic, so this is the same episode. Must not change
 * the record. Imported lazily: it brings the environments with it.
 */
import type { TaskRef } from '../envs/env.ts';
import { makeEnv, specOf } from '../envs/registry.ts';
import type { Scene } from '../envs/scene.ts';
import type { Trajectory } from '../rollout/trajectory.ts';

export interface Moment {
  readonly scene: Scene;
  /** Plain sentences. */
  readonly text: string;
}

export interface Replay {
  /** The task in a plain sentence. */
  readonly task: string;
  /** Start, then after each turn: one more than turns. */
  readonly moments: readonly Moment[];
}

/** Null when the record does not match this version of the environment; then only the record can be shown. */
export function replay({ task, turns }: Trajectory): Replay | null {
  const env = makeEnv(task.env);
  const start = env.reset(task);
  const moments: Moment[] = [{ scene: env.scene() as Scene, text: start.full }];
  for (const turn of turns) {
    const { obs } = env.step(turn.action);
    if (obs.text !== turn.after) return null;
    moments.push({ scene: env.scene() as Scene, text: obs.full });
  }
  return { task: start.fullTask, moments };
}

/** A task as the agent will meet it, before it has played any. */
export function sampleTask(env: string, level: number, seed: number): Replay {
  const levels = specOf(env).levels.map((l) => l.level);
  const nearest = levels.includes(level) ? level : Math.max(...levels);
  const task: TaskRef = { env, level: nearest, split: 'train', seed };
  const world = makeEnv(env);
  const { full, fullTask } = world.reset(task);
  return { task: fullTask, moments: [{ scene: world.scene() as Scene, text: full }] };
}
