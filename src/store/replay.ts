/**
 * Plays a recorded episode again in its environment, to show what the record leaves out: the world before and after every
 * turn, in pictures and in plain sentences. Environments are deterministic, so this is the same episode. Must not change
 * the record, nor know environments: it is given one (worlds.ts).
 */
import { PATCH, type Picture } from '../core/picture.ts';
import { Rng } from '../core/rng.ts';
import type { Env, OracleMove } from '../envs/env.ts';
import type { Scene } from '../envs/scene.ts';
import type { Trajectory } from '../rollout/trajectory.ts';

export interface Moment {
  readonly scene: Scene;
  /** Plain sentences. */
  readonly text: string;
  /** The pixels the agent was given instead; only in episodes played by pictures. */
  readonly picture?: Picture;
}

export interface Replay {
  /** The task in a plain sentence. */
  readonly task: string;
  /** Start, then after each turn: one more than turns. */
  readonly moments: readonly Moment[];
}

/** `env` must be that of the task. Null when the record does not match this version of the environment; then only the record can be shown. */
export function replay(env: Env, { task, turns }: Trajectory): Replay | null {
  const start = env.reset(task);
  const isSeen = turns.some(({ prompt, picture }) => picture !== undefined || prompt.includes(PATCH));
  const momentOf = (text: string): Moment => ({
    scene: env.scene() as Scene,
    text,
    ...(isSeen && { picture: env.picture() }),
  });
  const moments = [momentOf(start.full)];
  for (const turn of turns) {
    const { obs } = env.step(turn.action);
    if (obs.text !== turn.after) return null;
    moments.push(momentOf(obs.full));
  }
  return { task: start.fullTask, moments };
}

export interface Demonstration extends Replay {
  /** What the expert thought and did; one less than moments. */
  readonly moves: readonly OracleMove[];
}

/** The expert solving a task like those the agent will meet: what it imitates in its warm start. */
export function demonstration(world: Env, level: number, seed: number): Demonstration {
  const { id: env } = world.spec;
  const levels = world.spec.levels.map((l) => l.level);
  const nearest = levels.includes(level) ? level : Math.max(...levels);
  const rng = new Rng(seed, 'shown demonstration');
  const start = world.reset({ env, level: nearest, split: 'train', seed });
  const moments: Moment[] = [{ scene: world.scene() as Scene, text: start.full }];
  const moves: OracleMove[] = [];
  for (let move = world.oracle(rng); move !== null; move = world.oracle(rng)) {
    const { obs, terminated, truncated } = world.step(move.action);
    moves.push(move);
    moments.push({ scene: world.scene() as Scene, text: obs.full });
    if (terminated || truncated) break;
  }
  return { task: start.fullTask, moments, moves };
}
