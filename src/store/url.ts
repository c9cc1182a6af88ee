/**
 * The lab as a link: `#v=1&preset=micro&learning-rate=0.001` carries only what differs from the preset, what a teacher
 * wants hidden or locked, and which lesson is open. Reading never fails: bad values are clamped or dropped, and every one of
 * them is told. Must not touch location itself.
 */
import { asTurnlabError } from '../core/errors.ts';
import {
  PRESETS,
  SCHEMA_VERSION,
  SETTINGS,
  settingsFrom,
  type Group,
  type NumberSetting,
  type Setting,
  type Settings,
} from '../core/settings.ts';
import type { BackendChoice } from '../worker/protocol.ts';

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

export interface Link {
  readonly preset: string;
  readonly settings: Settings;
  readonly backend: BackendChoice;
  readonly guard: Guard;
  readonly lesson: LessonPlace | null;
}
export interface ReadLink extends Link {
  /** One sentence per value that was not taken as written. */
  readonly told: readonly string[];
}

export const NO_GUARD: Guard = { hidden: [], locked: [], isEmbedded: false };

export interface Control {
  /** In links. */
  readonly flag: string;
  /** In a Guard: a setting's key, or `preset` or `backend`. */
  readonly name: string;
  readonly label: string;
  readonly group: Group | 'Run controls';
}

/** Everything that can be hidden or locked, in the order of the form. */
export const CONTROLS: readonly Control[] = [
  { flag: 'preset', name: 'preset', label: 'Preset', group: 'Run controls' },
  { flag: 'backend', name: 'backend', label: 'Run on', group: 'Run controls' },
  ...SETTINGS.map(({ flag, key, label, group }) => ({ flag, name: key, label, group })),
];

const BACKENDS: readonly BackendChoice[] = ['auto', 'webgpu', 'cpu'];
const OWN_KEYS: ReadonlySet<string> = new Set(['v', 'preset', 'backend', 'hide', 'lock', 'embed', 'lesson', 'step']);
const LESSON_ID = /^[\w-]{1,40}$/;
/** Decimal only: what `Number` makes of "0x10" or of "" is nobody's intention. */
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
/** A person reads no more than this; the rest is counted. */
const MOST_TOLD = 8;
const MOST_QUOTED = 40;

/** Without the leading "#"; empty when everything is at its default. */
export function writeLink({ preset, settings, backend, guard, lesson }: Link): string {
  const base = settingsFrom(preset);
  const out = new URLSearchParams();
  if (preset !== PRESETS[0]?.id) out.set('preset', preset);
  if (backend !== 'auto') out.set('backend', backend);
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
  const rest = out.toString().replaceAll('%2C', ',');
  return rest ? `v=${SCHEMA_VERSION}&${rest}` : '';
}

/** Anything may stand in a link; a sentence has room for its beginning. */
const quoted = (text: string): string => `“${text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text}”`;

function readNumber(setting: NumberSetting, text: string, told: string[]): number | undefined {
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
      if (setting.options.some((o) => o.value === text)) return text;
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
  const version = query.get('v');
  if (version !== null && version !== String(SCHEMA_VERSION))
    told.push(`The link was made by another version of turnlab (${quoted(version)}); what fits was taken.`);

  let preset = query.get('preset') ?? PRESETS[0]?.id ?? '';
  if (!PRESETS.some((p) => p.id === preset)) {
    told.push(`There is no preset ${quoted(preset)}; the default was taken.`);
    preset = PRESETS[0]?.id ?? '';
  }
  const wanted = query.get('backend');
  const backend = BACKENDS.find((b) => b === wanted) ?? 'auto';
  if (wanted !== null && wanted !== backend) told.push(`There is no backend ${quoted(wanted)}; automatic was taken.`);

  const flags = new Set(SETTINGS.map((s) => s.flag));
  const seen = new Set<string>();
  for (const key of query.keys()) {
    if (seen.has(key)) told.push(`${quoted(key)} is given twice; the first was taken.`);
    else if (!OWN_KEYS.has(key) && !flags.has(key)) told.push(`There is no setting ${quoted(key)}; it was left out.`);
    seen.add(key);
  }

  const overrides: Record<string, unknown> = {};
  for (const setting of SETTINGS) {
    const text = query.get(setting.flag);
    const value = text === null ? undefined : readValue(setting, text, told);
    if (value !== undefined) overrides[setting.key] = value;
  }
  const embed = query.get('embed');
  if (embed !== null && embed !== '1' && embed !== '0') told.push(`Embed is 1 or 0, not ${quoted(embed)}.`);
  const guard = {
    hidden: readControls(query.get('hide'), told),
    locked: readControls(query.get('lock'), told),
    isEmbedded: embed === '1',
  };
  const lesson = readLesson(query, told);
  const settings = together(preset, overrides, told);
  return { preset, backend, guard, lesson, settings, told: atMost(told) };
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
