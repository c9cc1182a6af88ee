/**
 * A study's outcomes as text: one JSON object a run, as `turnlab sweep --json` prints them, so that what a cluster found
 * opens on the page and the other way round; and as CSV. Must not draw.
 */
import { TurnlabError } from '../../core/errors.ts';
import { settingOf } from '../../core/settings.ts';
import type { Outcome } from '../../train/outcome.ts';
import type { Cell, Condition } from '../../train/study.ts';
import type { KeptCell } from './kept-study.ts';

/** A run that came to its end. */
export interface Finished {
  readonly condition: Condition;
  readonly seed: number;
  readonly outcome: Outcome;
  /** In the run library; null when it was trained elsewhere. */
  readonly run: string | null;
}

export const finishedOf = (cells: readonly Cell[], kept: readonly KeptCell[]): Finished[] =>
  kept.flatMap(({ outcome, run }, i) => {
    const { seed, settings: _, ...condition } = cells[i]!;
    return outcome ? [{ condition, seed, outcome, run }] : [];
  });

/** Every figure of an outcome, in the order of the file. */
export const OUTCOME_KEYS = [
  'start',
  'success',
  'score',
  'turnsToSuccess',
  'tokensPerSuccess',
  'tokens',
  'discarded',
  'updates',
  'seconds',
  'collapse',
  'cutRate',
  'resampleRate',
  'aucFirst',
  'aucLast',
] as const satisfies readonly (keyof Outcome)[];

/** NaN becomes null, as JSON has it. */
export const linesOf = (finished: readonly Finished[]): string =>
  finished
    .map(({ condition: { name, point }, seed, outcome }) =>
      JSON.stringify({ kind: 'outcome', condition: name, ...point, seed, ...outcome }),
    )
    .map((line) => `${line}\n`)
    .join('');

/** One heading line, one line a run; an empty cell where there is no number. */
export function csvOf(finished: readonly Finished[]): string {
  const knobs = [...new Set(finished.flatMap(({ condition }) => Object.keys(condition.point)))];
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (value: number | string | boolean | undefined): string =>
    typeof value === 'number' && !Number.isFinite(value) ? '' : quoted(String(value ?? ''));
  const rows = finished.map(({ condition: { name, point }, seed, outcome }) =>
    [name, ...knobs.map((knob) => point[knob]), seed, ...OUTCOME_KEYS.map((key) => outcome[key])].map(cell).join(','),
  );
  return `${[['condition', ...knobs, 'seed', ...OUTCOME_KEYS].join(','), ...rows].join('\n')}\n`;
}

const bad = (sentence: string): never => {
  throw new TurnlabError('bad-file', sentence, 'Open what `turnlab sweep --json` printed, or a study file.');
};

/** Reads lines of one or several shards; other kinds of lines are left out. A run that comes twice counts once, the last
 * time. Throws TurnlabError `bad-file` naming the first line that is wrong. */
export function readOutcomes(text: string): Finished[] {
  const runs = new Map<string, Finished>();
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const found = readOutcome(line, i + 1);
    if (found) runs.set(`${found.condition.name} ${found.seed}`, found);
  }
  if (runs.size === 0) bad('There is no outcome of a run in this file.');
  return [...runs.values()];
}

function readOutcome(line: string, at: number): Finished | null {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(line) as typeof json;
  } catch {
    return bad(`Line ${at} is not JSON.`);
  }
  if (json?.['kind'] !== 'outcome') return null;
  const { condition: name, seed } = json;
  if (typeof name !== 'string' || !Number.isInteger(seed)) return bad(`Line ${at} lacks its condition or its seed.`);
  const figures = OUTCOME_KEYS.map((key) => {
    const value = json[key];
    if (value !== null && typeof value !== 'number') return bad(`Line ${at} lacks “${key}”.`);
    return [key, value ?? Number.NaN] as const;
  });
  const isFigure = (key: string): boolean => (OUTCOME_KEYS as readonly string[]).includes(key);
  const point = Object.fromEntries(
    Object.entries(json).filter(([key]) => settingOf(key) !== undefined && key !== 'seed' && !isFigure(key)),
  ) as Condition['point'];
  const outcome = Object.fromEntries(figures) as unknown as Outcome;
  return { condition: { name, slug: name, arm: armOf(name, point), point }, seed: seed as number, outcome, run: null };
}

/** The name of a condition is its arm and its knobs, or only one of both (train/study.ts). */
function armOf(name: string, point: Condition['point']): string {
  const knobs = Object.entries(point)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  if (knobs === '') return name;
  return name === knobs ? '' : name.slice(0, -(knobs.length + 2));
}
