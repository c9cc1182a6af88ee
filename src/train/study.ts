/**
 * A study: arms and knob values crossed with seeds, each cell one training run. Reads a study file, lists its cells. Pure
 * data; must not train or touch files.
 */
import { TurnlabError } from '../core/errors.ts';
import { PRESETS, SETTINGS, settingsFrom, type Settings } from '../core/settings.ts';

export interface Study {
  readonly name: string;
  readonly preset: string;
  /** What all cells share. */
  readonly settings: Partial<Settings>;
  /** Arm name -> what it changes. At least one. */
  readonly arms: Readonly<Record<string, Partial<Settings>>>;
  /** Setting -> its values; all are crossed with each other and with the arms. */
  readonly grid: Readonly<Record<string, readonly (number | string | boolean)[]>>;
  readonly seeds: readonly number[];
  /** End a cell whose training success collapsed (train/collapse.ts). */
  readonly stopCollapsed: boolean;
}

/** One arm at one point of the grid: what its seeds have in common. */
export interface Condition {
  readonly name: string;
  /** Of files and folders: lower-case letters, digits, dots and dashes. */
  readonly slug: string;
  readonly arm: string;
  readonly point: Readonly<Record<string, number | string | boolean>>;
}

export interface Cell extends Condition {
  readonly seed: number;
  readonly settings: Settings;
}

const MOST_CELLS = 2000;
const KEYS = ['name', 'preset', 'settings', 'arms', 'grid', 'seeds', 'stopCollapsed'];

const bad = (sentence: string): never => {
  throw new TurnlabError('bad-file', `Study: ${sentence}`, 'docs/STUDIES.md shows what a study file looks like.');
};
type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws TurnlabError `bad-file`, naming the first thing that is wrong; every cell's settings are checked. */
export function readStudy(text: string): Study {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    return bad(`it is not JSON (${(thrown as Error).message}).`);
  }
  if (!isPlain(json)) return bad('it must be one object.');
  const unknown = Object.keys(json).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) bad(`unknown entry "${unknown}"; there are ${KEYS.join(', ')}.`);
  const { name = 'study', preset = PRESETS[0]!.id, settings = {}, arms, grid = {}, seeds = [0, 1, 2] } = json;
  const { stopCollapsed = false } = json;
  if (typeof name !== 'string' || slugOf(name) === '') return bad('"name" must be a text with letters or digits.');
  if (typeof preset !== 'string') return bad('"preset" must be a text.');
  if (typeof stopCollapsed !== 'boolean') return bad('"stopCollapsed" must be true or false.');
  if (!isPlain(settings)) return bad('"settings" must be an object.');
  if (!isPlain(grid) || !Object.values(grid).every((values) => Array.isArray(values) && values.length > 0))
    return bad('"grid" must give a list of values for each setting.');
  if (arms !== undefined && (!isPlain(arms) || Object.keys(arms).length === 0 || !Object.values(arms).every(isPlain)))
    return bad('"arms" must be an object of named settings.');
  if (!Array.isArray(seeds) || seeds.length === 0 || new Set(seeds).size < seeds.length)
    return bad('"seeds" must be a list of different whole numbers.');
  const study = { name, preset, settings, arms: arms ?? { [name]: {} }, grid, seeds, stopCollapsed } as Study;
  cellsOf(study);
  return study;
}

export function conditionsOf({ arms, grid }: Study): Condition[] {
  const points = Object.entries(grid).reduce<Condition['point'][]>(
    (points, [key, values]) => points.flatMap((point) => values.map((value) => ({ ...point, [key]: value }))),
    [{}],
  );
  return Object.keys(arms).flatMap((arm) =>
    points.map((point) => {
      const knobs = Object.entries(point).map(([key, value]) => `${key} ${value}`);
      const many = Object.keys(arms).length > 1 || knobs.length === 0;
      const name = [...(many ? [arm] : []), ...knobs].join(', ');
      return { name, slug: slugOf(name), arm, point };
    }),
  );
}

/** Seed by seed, so that what is finished first can be compared first. Throws TurnlabError `bad-file`. */
export function cellsOf(study: Study): Cell[] {
  const conditions = conditionsOf(study);
  const slugs = conditions.map(({ slug }) => slug);
  const twice = slugs.find((slug, i) => slugs.indexOf(slug) !== i);
  if (twice !== undefined) bad(`two conditions would both be kept as "${twice}".`);
  if (conditions.length * study.seeds.length > MOST_CELLS) bad(`more than ${MOST_CELLS} runs.`);
  return study.seeds.flatMap((seed) =>
    conditions.map((condition) => ({ ...condition, seed, settings: settingsOf(study, condition, seed) })),
  );
}

function settingsOf(study: Study, { name, arm, point }: Condition, seed: number): Settings {
  try {
    return settingsFrom(study.preset, { ...study.settings, ...study.arms[arm], ...point, seed });
  } catch (thrown) {
    return bad(`${name}: ${(thrown as Error).message}`);
  }
}

/** Settings that any cell changes against what all share, in table order. */
export const variedKeys = (study: Study): string[] => {
  const varied = new Set([...Object.keys(study.grid), ...Object.values(study.arms).flatMap(Object.keys)]);
  return SETTINGS.map(({ key }) => key).filter((key) => varied.has(key));
};

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll('²', '2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
