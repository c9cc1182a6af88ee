/**
 * A study as a person puts it together: what they type and choose, and the study file that comes of it. Must not know the
 * form.
 */
import { TurnlabError } from '../../core/errors.ts';
import {
  changedKeys,
  checkSetting,
  settingOf,
  settingsFrom,
  type Setting,
  type Settings,
} from '../../core/settings.ts';
import { readStudy, type Study } from '../../train/study.ts';

export interface Knob {
  readonly key: keyof Settings;
  /** Its values with commas between them, as a study file would have them. */
  readonly text: string;
}

export interface StudyDraft {
  /** "" = named after its knobs. */
  readonly name: string;
  /** Preset whose settings are the base; "" = those of the Lab. */
  readonly base: string;
  /** One or two, each setting once. */
  readonly knobs: readonly Knob[];
  /** "0, 1, 2" or "0-4". */
  readonly seeds: string;
  readonly budget: 'updates' | 'tokens';
  readonly updates: number;
  readonly tokens: number;
  readonly stopCollapsed: boolean;
}

export interface Base {
  readonly preset: string;
  readonly settings: Settings;
}

type Value = number | string | boolean;

/** Decided by the study itself. */
export const NO_KNOBS: ReadonlySet<string> = new Set(['seed', 'updates', 'tokenBudget', 'checkpointEvery']);
const MANY_UPDATES = 100_000;
const MOST_SEEDS = 100;

const bad = (sentence: string, next = ''): never => {
  throw new TurnlabError('bad-setting', sentence, next);
};

/** Throws TurnlabError `bad-setting` or `bad-file`, in one sentence. */
export function studyFrom(draft: StudyDraft, lab: Base): Study {
  const { base, knobs, budget, updates, tokens, stopCollapsed } = draft;
  const { preset, settings } = base === '' ? lab : { preset: base, settings: settingsFrom(base) };
  const grid = Object.fromEntries(knobs.map(({ key, text }) => [key, valuesFrom(settingOf(key)!, text)]));
  const changed = changedKeys(settingsFrom(preset), settings).filter((key) => !NO_KNOBS.has(key) && !(key in grid));
  const shared = Object.fromEntries(changed.map((key) => [key, settings[key]]));
  const end = budget === 'updates' ? { updates, tokenBudget: 0 } : { updates: MANY_UPDATES, tokenBudget: tokens };
  const name = draft.name.trim() || nameFrom(knobs);
  return readStudy(
    JSON.stringify({
      name,
      preset,
      settings: { ...shared, ...end },
      grid,
      seeds: seedsFrom(draft.seeds),
      stopCollapsed,
    }),
  );
}

/** "Threshold ε × Threshold η". */
export const nameFrom = (knobs: readonly Knob[]): string =>
  knobs.map(({ key }) => settingOf(key)!.label).join(' × ') || 'Study';

/** Throws TurnlabError `bad-setting` naming what is wrong. */
export function valuesFrom(setting: Setting, text: string): Value[] {
  const words = text
    .split(/[,;\s]+/)
    .map((word) => word.trim())
    .filter(Boolean);
  const values = words.map((word) => checkSetting(setting.key, valueOf(setting, word)));
  if (values.length === 0) bad(`${setting.label} needs at least one value.`);
  if (new Set(values).size < values.length) bad(`${setting.label} has a value twice.`, 'Each value is one condition.');
  return values;
}

function valueOf({ kind }: Setting, word: string): unknown {
  if (kind === 'choice') return word;
  if (kind === 'switch') return word === 'true' ? true : word === 'false' ? false : word;
  return Number(word);
}

/** `steps` values from one end to the other; by equal factors where the setting is one of powers of ten. */
export function rangeText(setting: Setting, from: number, to: number, steps: number): string {
  if (setting.kind !== 'number' && setting.kind !== 'integer') return '';
  if (!(steps >= 2 && steps <= 50)) bad('A range has from 2 to 50 values.');
  checkSetting(setting.key, from);
  checkSetting(setting.key, to);
  const at = (i: number): number => {
    const share = i / (steps - 1);
    if (setting.log) return Number((from * (to / from) ** share).toPrecision(3));
    const value = from + (to - from) * share;
    return setting.kind === 'integer' ? Math.round(value) : Number(value.toPrecision(6));
  };
  return [...new Set(Array.from({ length: steps }, (_, i) => at(i)))].join(', ');
}

/** Values to begin with: all of a choice, both of a switch, and a third and three times the present number. */
export function firstValues(setting: Setting, present: Value): string {
  if (setting.kind === 'switch') return 'false, true';
  if (setting.kind === 'choice') return setting.options.map(({ value }) => value).join(', ');
  const { min, max, step, kind } = setting;
  const x = Number(present) || (setting.log ? setting.default : Math.min(max, min + 4 * step));
  const fit = (value: number): number => {
    const near = setting.log ? Number(value.toPrecision(2)) : Math.round(value / step) * step;
    const inside = Math.min(max, Math.max(min, Number(near.toPrecision(6))));
    return kind === 'integer' ? Math.round(inside) : inside;
  };
  const around = setting.log ? [x / 3, x, x * 3] : [x / 2, x, x * 2];
  return [...new Set(around.map(fit))].join(', ');
}

/** "0, 1, 4-6" -> 0, 1, 4, 5, 6. Throws TurnlabError `bad-setting`. */
export function seedsFrom(text: string): number[] {
  const seeds = text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .flatMap((part) => {
      const [, first, last = first] = /^(\d+)(?:[-–](\d+))?$/.exec(part) ?? bad(`“${part}” is not a seed.`, '');
      const count = Number(last) - Number(first) + 1;
      if (!(count >= 1 && count <= MOST_SEEDS)) bad(`“${part}” is not a range of at most ${MOST_SEEDS} seeds.`);
      return Array.from({ length: count }, (_, i) => Number(first) + i);
    });
  if (seeds.length === 0) bad('At least one seed is needed.', 'Three or more give an interval.');
  if (new Set(seeds).size < seeds.length) bad('A seed is there twice.');
  return seeds;
}
