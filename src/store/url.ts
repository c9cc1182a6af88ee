/**
 * The lab as a link: `#v=1&preset=micro&learning-rate=0.001` carries only what differs from the preset, what a teacher
 * wants hidden or locked, which lesson is open, and which task is being played. Reading never fails: bad values are clamped or dropped, and every one of
 * them is told. Must not touch location itself.
 */
import { ENVIRONMENTS } from '../core/environments.ts';
import { asTurnlabError } from '../core/errors.ts';
import {
  isChoiceOf,
  PRESETS,
  SCHEMA_VERSION,
  SETTINGS,
  settingIn,
  settingsFrom,
  type Group,
  type NumberSetting,
  type Setting,
  type Settings,
} from '../core/settings.ts';
import type { Split } from '../envs/env.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import { MOST_SEEDS, USUAL_SEEDS } from './experiment.ts';

/** What a teacher's link takes away; names of controls as in CONTROLS. */
export interface Guard {
  readonly hidden: readonly string[];
  /** Shown, but not to be moved. */
  readonly locked: readonly string[];
  /** For a frame in another page: neither header nor settings. */
  readonly isEmbedded: boolean;
}

export interface LessonPlace {
  readonly id: string;
  /** From 1. */
  readonly step: number;
}

/** A task on the Play view. */
export interface PlayPlace {
  readonly env: string;
  readonly level: number;
  readonly split: Split;
  readonly seed: number;
}

export interface Link {
  readonly preset: string;
  readonly settings: Settings;
  readonly backend: BackendChoice;
  /** How many seeds a run is trained from. */
  readonly seeds: number;
  readonly guard: Guard;
  readonly lesson: LessonPlace | null;
  /** Left out unless the Play view is what is shown. */
  readonly play?: PlayPlace;
}
export interface ReadLink extends Link {
  /** One sentence per value that was not taken as written. */
  readonly told: readonly string[];
}

export const NO_GUARD: Guard = { hidden: [], locked: [], isEmbedded: false };

export interface Control {
  /** In links. */
  readonly flag: string;
  /** In a Guard: a setting's key, or `preset`, `backend` or `seeds`. */
  readonly name: string;
  readonly label: string;
  readonly group: Group | 'Run controls';
}

/** Not a setting: the bytes of one seed must not depend on how many there are. */
const SEEDS = { kind: 'integer', label: 'Number of seeds', min: 1, max: MOST_SEEDS } as const;

/** Everything that can be hidden or locked, in the order of the form. */
export const CONTROLS: readonly Control[] = [
  { flag: 'preset', name: 'preset', label: 'Preset', group: 'Run controls' },
  { flag: 'backend', name: 'backend', label: 'Run on', group: 'Run controls' },
  { flag: 'seeds', name: 'seeds', label: SEEDS.label, group: 'Run controls' },
  ...SETTINGS.map(({ flag, key, label, group }) => ({ flag, name: key, label, group })),
];

const BACKENDS: readonly BackendChoice[] = ['auto', 'webgpu', 'cpu'];
/** What a link may say beside settings. */
export const OWN_KEYS: ReadonlySet<string> = new Set([
  'v',
  'preset',
  'backend',
  'seeds',
  'hide',
  'lock',
  'embed',
  'lesson',
  'step',
  'play',
]);
const LESSON_ID = /^[\w-]{1,40}$/;
/** Decimal only: what `Number` makes of "0x10" or of "" is nobody's intention. */
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
/** "house.1.val.7" */
const PLAY_PLACE = /^([a-z]+)\.(\d)\.(train|val|test|ood)\.(\d{1,10})$/;
const MOST_SEED = 0xffff_ffff;
/** A person reads no more than this; the rest is counted. */
const MOST_TOLD = 8;
const MOST_QUOTED = 40;

/** Without the leading "#"; empty when everything is at its default. */
export function writeLink({ preset, settings, backend, seeds, guard, lesson, play }: Link): string {
  const base = settingsFrom(preset);
  const out = new URLSearchParams();
  if (preset !== PRESETS[0]?.id) out.set('preset', preset);
  if (backend !== 'auto') out.set('backend', backend);
  if (seeds !== USUAL_SEEDS) out.set('seeds', String(seeds));
  for (const setting of SETTINGS) {
    const key = setting.key as keyof Settings;
    if (settings[key] !== base[key]) out.set(setting.flag, String(settings[key]));
  }
  const flagsOf = (names: readonly string[]): string =>
    CONTROLS.filter(({ name }) => names.includes(name))
      .map(({ flag }) => flag)
      .join(',');
  if (guard.hidden.length > 0) out.set('hide', flagsOf(guard.hidden));
  if (guard.locked.length > 0) out.set('lock', flagsOf(guard.locked));
  if (guard.isEmbedded) out.set('embed', '1');
  if (lesson) out.set('lesson', lesson.id);
  if (lesson && lesson.step > 1) out.set('step', String(lesson.step));
  if (play) out.set('play', `${play.env}.${play.level}.${play.split}.${play.seed}`);
  const rest = out.toString().replaceAll('%2C', ',');
  return rest ? `v=${SCHEMA_VERSION}&${rest}` : '';
}

/** Anything may stand in a link; a sentence has room for its beginning. */
const quoted = (text: string): string => `“${text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text}”`;

type Bounds = Pick<NumberSetting, 'kind' | 'label' | 'min' | 'max'>;

function readNumber(setting: Bounds, text: string, told: string[]): number | undefined {
  if (!DECIMAL.test(text)) {
    told.push(`${setting.label}: ${quoted(text)} is not a number and was left out.`);
    return undefined;
  }
  const value = Number(text);
  const whole = setting.kind === 'integer' ? Math.round(value) : value;
  const taken = Math.min(setting.max, Math.max(setting.min, whole));
  if (taken !== value)
    told.push(
      `${setting.label}: ${text.slice(0, MOST_QUOTED)} became ${taken} (allowed ${setting.min} to ${setting.max}).`,
    );
  return taken;
}

function readValue(setting: Setting, text: string, told: string[]): number | string | boolean | undefined {
  switch (setting.kind) {
    case 'number':
    case 'integer':
      return readNumber(setting, text, told);
    case 'switch':
      if (text === 'true' || text === 'false') return text === 'true';
      break;
    case 'choice':
      if (isChoiceOf(setting, text)) return text;
      break;
    default:
      return setting satisfies never;
  }
  told.push(`${setting.label}: ${quoted(text)} is not a choice and was left out.`);
  return undefined;
}

/** Names of controls, in the order of the form, each once. */
function readControls(text: string | null, told: string[]): string[] {
  const wanted = new Set((text ?? '').split(',').filter((word) => word.trim() !== ''));
  const found = CONTROLS.filter(({ flag, name }) => wanted.delete(flag) || wanted.delete(name)).map(({ name }) => name);
  for (const word of wanted) told.push(`There is no control ${quoted(word)} to hide or lock; it was left out.`);
  return found;
}

function readLesson(query: URLSearchParams, told: string[]): LessonPlace | null {
  const id = query.get('lesson');
  if (id === null) return null;
  if (!LESSON_ID.test(id)) {
    told.push(`There is no lesson ${quoted(id)}.`);
    return null;
  }
  const text = query.get('step') ?? '1';
  const step = /^[1-9]\d?$/.test(text) ? Number(text) : 1;
  if (String(step) !== text) told.push(`The lesson has no step ${quoted(text)}; it begins at the first.`);
  return { id, step };
}

/** `hash` with or without the leading "#". */
export function readLink(hash: string): ReadLink {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const told: string[] = [];
  tellVersion(query, told);
  const preset = readPreset(query, told);
  const backend = readBackend(query, told);
  const seeds = readNumber(SEEDS, query.get('seeds') ?? String(USUAL_SEEDS), told) ?? USUAL_SEEDS;
  tellStrangers(query, told);
  const overrides = readOverrides(query, preset, told);
  const guard = readGuard(query, told);
  const lesson = readLesson(query, told);
  const play = readPlay(query.get('play'), told);
  const settings = together(preset, overrides, told);
  return { preset, backend, seeds, guard, lesson, settings, ...(play && { play }), told: atMost(told) };
}

function tellVersion(query: URLSearchParams, told: string[]): void {
  const version = query.get('v');
  if (version !== null && version !== String(SCHEMA_VERSION))
    told.push(`The link was made by another version of turnlab (${quoted(version)}); what fits was taken.`);
}

function readPreset(query: URLSearchParams, told: string[]): string {
  const usual = PRESETS[0]?.id ?? '';
  const wanted = query.get('preset') ?? usual;
  if (PRESETS.some(({ id }) => id === wanted)) return wanted;
  told.push(`There is no preset ${quoted(wanted)}; the default was taken.`);
  return usual;
}

function readBackend(query: URLSearchParams, told: string[]): BackendChoice {
  const wanted = query.get('backend');
  const backend = BACKENDS.find((b) => b === wanted) ?? 'auto';
  if (wanted !== null && wanted !== backend) told.push(`There is no backend ${quoted(wanted)}; automatic was taken.`);
  return backend;
}

function tellStrangers(query: URLSearchParams, told: string[]): void {
  const flags = new Set(SETTINGS.map((s) => s.flag));
  const seen = new Set<string>();
  for (const key of query.keys()) {
    if (seen.has(key)) told.push(`${quoted(key)} is given twice; the first was taken.`);
    else if (!OWN_KEYS.has(key) && !flags.has(key)) told.push(`There is no setting ${quoted(key)}; it was left out.`);
    seen.add(key);
  }
}

function readOverrides(query: URLSearchParams, preset: string, told: string[]): Record<string, unknown> {
  const overrides: Record<string, unknown> = {};
  let { env } = settingsFrom(preset);
  for (const setting of SETTINGS) {
    const text = query.get(setting.flag);
    if (text === null) continue;
    const value = readValue(forEnv(setting, env), text, told);
    if (value === undefined) continue;
    overrides[setting.key] = value;
    // It stands before its level in the table.
    if (setting.key === 'env') env = String(value);
  }
  return overrides;
}

/** With a level's environment in its name: a link that is clamped there says where. */
function forEnv(setting: Setting, env: string): Setting {
  const known = settingIn(setting, env);
  const title = ENVIRONMENTS.find(({ id }) => id === env)?.title ?? env;
  return known === setting ? setting : { ...known, label: `${setting.label} of ${title}` };
}

function readGuard(query: URLSearchParams, told: string[]): Guard {
  const embed = query.get('embed');
  if (embed !== null && embed !== '1' && embed !== '0') told.push(`Embed is 1 or 0, not ${quoted(embed)}.`);
  return {
    hidden: readControls(query.get('hide'), told),
    locked: readControls(query.get('lock'), told),
    isEmbedded: embed === '1',
  };
}

/** Whether its environment has that level is for the view to say, which knows environments. */
function readPlay(text: string | null, told: string[]): PlayPlace | null {
  if (text === null) return null;
  const [, env, level, split, seed] = PLAY_PLACE.exec(text) ?? [];
  const isKnown = ENVIRONMENTS.some(({ id }) => id === env);
  if (isKnown && Number(seed) <= MOST_SEED)
    return { env: env!, level: Number(level), split: split as Split, seed: Number(seed) };
  told.push(`There is no task ${quoted(text)} to play; it was left out.`);
  return null;
}

function atMost(told: readonly string[]): string[] {
  const rest = told.length - MOST_TOLD;
  return rest <= 1 ? [...told] : [...told.slice(0, MOST_TOLD), `${rest} more parts of the link were left out.`];
}

/** Groups whose settings bind each other; the narrowest that settles it goes back to the preset. */
const BOUND: readonly (readonly Group[])[] = [
  ['Task'],
  ['Model'],
  ['Warm start'],
  ['Exploration control'],
  ['Exploration control', 'Rollout'],
  ['Model', 'Warm start', 'Exploration control', 'Rollout'],
];
const GROUP_OF = new Map(SETTINGS.map((s) => [s.key, s.group]));

/** Values that are right one by one may not fit together. */
function together(preset: string, overrides: Record<string, unknown>, told: string[]): Settings {
  try {
    return settingsFrom(preset, overrides);
  } catch (thrown) {
    for (const groups of BOUND) {
      const kept = Object.entries(overrides).filter(([key]) => !groups.includes(GROUP_OF.get(key)!));
      try {
        const settings = settingsFrom(preset, Object.fromEntries(kept));
        told.push(`${asTurnlabError(thrown).message} ${groups.join(', ')}: back to the preset’s.`);
        return settings;
      } catch {
        // Another group is at fault, or more than one.
      }
    }
    throw thrown;
  }
}
