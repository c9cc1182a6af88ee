/** The levels of an environment as its page and its tests read them, from a row a level. Says nothing about how they play. */
import type { EnvSpec, LevelSpec } from './env.ts';

/** What is written down of a level by hand: its title, the measures of `turnlab envs`, its version. */
type LevelRow = Omit<LevelSpec, 'level' | 'turnLimit'>;

/**
 * One LevelSpec a row, numbered from 0. `limits` is the turn limit of all levels, or the knobs of the levels in the same
 * order, which hold it.
 */
export const levelList = (
  limits: number | readonly { readonly turnLimit: number }[],
  rows: readonly LevelRow[],
): LevelSpec[] =>
  rows.map((row, level) => ({
    level,
    turnLimit: typeof limits === 'number' ? limits : limits[level]!.turnLimit,
    ...row,
  }));

/** Of a level's tasks and saved episodes: part of every seed, so raising it draws new tasks. */
export const versionOf = ({ version, levels }: EnvSpec, level: number): number => levels[level]?.version ?? version;
