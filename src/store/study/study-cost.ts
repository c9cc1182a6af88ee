/**
 * How long a study will take. Seconds on paper, from what was measured once on two CPU cores (docs/RESULTS.md), times how
 * fast this machine turned out to be, as soon as that is known. Must not watch a clock.
 */
import { settingsFrom, type Settings } from '../../core/settings.ts';
import { cloneKey } from '../../train/clone.ts';
import type { Cell } from '../../train/study.ts';
import { isOver, type KeptCell } from './kept-study.ts';

/** Micro preset, MiniHouse level 0: 521.6 s for 200 updates of 64 episodes, 2,331,884 tokens. */
const EPISODE_SECONDS = 0.041;
const EPISODE_TOKENS = 182;
/** 28.7 s for 9 looks at 200 held-out tasks each. */
const HELD_OUT_SECONDS = 0.016;
const WARM_SECONDS = 45;
/** Level 1 took 5.8 s instead of 2.6 s an update and 17,000 tokens instead of 11,700. */
const LEVEL_SECONDS = 1.2;
const LEVEL_TOKENS = 0.46;
/** Words of the tokenizer, about. */
const VOCABULARY = 550;

/** Work per token grows with the number of weights. */
function weights({ width, layers, heads, kvHeads, mlpWidth }: Settings): number {
  const attention = 2 * width * width * (1 + kvHeads / heads);
  return layers * (attention + 3 * width * mlpWidth) + VOCABULARY * width;
}
const MICRO = weights(settingsFrom('micro'));

/** Updates until the budget is spent. */
export function updatesOf({ updates, tokenBudget, groups, groupSize, level }: Settings): number {
  const perUpdate = groups * groupSize * EPISODE_TOKENS * (1 + LEVEL_TOKENS * level);
  return tokenBudget === 0 ? updates : Math.min(updates, Math.ceil(tokenBudget / perUpdate));
}

/** Seconds on paper of that many updates, with the held-out looks between them. */
export function trainingSeconds(settings: Settings, updates: number): number {
  const { groups, groupSize, level, evalEvery, evalEpisodes } = settings;
  const scale = (weights(settings) / MICRO) * (1 + LEVEL_SECONDS * level);
  const looks = 1 + Math.ceil(updates / evalEvery);
  return scale * (updates * groups * groupSize * EPISODE_SECONDS + looks * evalEpisodes * HELD_OUT_SECONDS);
}

export const warmSeconds = (settings: Settings): number =>
  settings.warmStart ? (WARM_SECONDS * weights(settings) * (1 + LEVEL_SECONDS * settings.level)) / MICRO : 0;

/** How many times as long as on paper this machine takes, and where that is known from. */
export interface Pace {
  readonly factor: number;
  readonly source: 'this study' | 'the run in the Lab' | 'assumed';
}

export const ASSUMED: Pace = { factor: 1, source: 'assumed' };

/** From the cells that have trained; null when none has. */
export function paceOf(cells: readonly Cell[], kept: readonly KeptCell[]): Pace | null {
  const trained = kept.flatMap((cell, i) =>
    cell.warmSeconds + cell.trainSeconds > 0 && cell.update > 0 ? [{ ...cell, ...cells[i]! }] : [],
  );
  const sum = (of: (cell: (typeof trained)[number]) => number): number =>
    trained.reduce((all, cell) => all + of(cell), 0);
  const took = sum((cell) => cell.warmSeconds + cell.trainSeconds);
  const onPaper = sum(
    ({ settings, update, isCloned }) => trainingSeconds(settings, update) + (isCloned ? 0 : warmSeconds(settings)),
  );
  return trained.length === 0 ? null : { factor: took / onPaper, source: 'this study' };
}

/** From a run that trains at this rate. */
export const paceOfRun = (settings: Settings, updatesPerSecond: number): Pace => ({
  factor: 1 / updatesPerSecond / trainingSeconds({ ...settings, evalEpisodes: 0 }, 1),
  source: 'the run in the Lab',
});

export interface Cost {
  /** That are not over. */
  readonly runs: number;
  /** That still have to be made for them. */
  readonly warmStarts: number;
  readonly updates: number;
  readonly seconds: number;
}

/** Kept, because the cost is asked for at every step of a run and a study may have two thousand. */
const keys = new WeakMap<Settings, string>();

function keyOf(settings: Settings): string {
  const key = keys.get(settings) ?? cloneKey(settings);
  keys.set(settings, key);
  return key;
}

/** What is left of a study. */
export function costOf(cells: readonly Cell[], kept: readonly KeptCell[], { factor }: Pace): Cost {
  const left = cells.flatMap((cell, i) => (isOver(kept[i]!) ? [] : [{ ...cell, ...kept[i]! }]));
  const made = new Set(cells.filter((_, i) => kept[i]!.stage === 'training').map(({ settings }) => keyOf(settings)));
  const missing = new Map(
    left
      .filter(({ settings }) => settings.warmStart && !made.has(keyOf(settings)))
      .map(({ settings }) => [keyOf(settings), warmSeconds(settings)]),
  );
  const updates = left.map(({ settings, update }) => Math.max(0, updatesOf(settings) - update));
  const training = left.reduce((sum, { settings }, i) => sum + trainingSeconds(settings, updates[i]!), 0);
  const cloning = [...missing.values()].reduce((a, b) => a + b, 0);
  return {
    runs: left.length,
    warmStarts: missing.size,
    updates: updates.reduce((a, b) => a + b, 0),
    seconds: factor * (training + cloning),
  };
}
