/**
 * Settings as a link: `#v=1&preset=micro&learning-rate=0.001` carries only what differs from the preset. Reading never
 * fails: bad values are clamped or dropped, and every one of them is told. Must not touch location itself.
 */
import { asTurnlabError } from '../core/errors.ts';
import {
  PRESETS,
  SCHEMA_VERSION,
  SETTINGS,
  settingsFrom,
  type NumberSetting,
  type Setting,
  type Settings,
} from '../core/settings.ts';
import type { BackendChoice } from '../worker/protocol.ts';

export interface Link {
  readonly preset: string;
  readonly settings: Settings;
  readonly backend: BackendChoice;
}
export interface ReadLink extends Link {
  /** One sentence per value that was not taken as written. */
  readonly told: readonly string[];
}

const BACKENDS: readonly BackendChoice[] = ['auto', 'webgpu', 'cpu'];
const OWN_KEYS: ReadonlySet<string> = new Set(['v', 'preset', 'backend']);

/** Without the leading "#"; empty when everything is at its default. */
export function writeLink({ preset, settings, backend }: Link): string {
  const base = settingsFrom(preset);
  const out = new URLSearchParams();
  if (preset !== PRESETS[0]?.id) out.set('preset', preset);
  if (backend !== 'auto') out.set('backend', backend);
  for (const setting of SETTINGS) {
    const key = setting.key as keyof Settings;
    if (settings[key] !== base[key]) out.set(setting.flag, String(settings[key]));
  }
  const rest = out.toString();
  return rest ? `v=${SCHEMA_VERSION}&${rest}` : '';
}

function readNumber(setting: NumberSetting, text: string, told: string[]): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) {
    told.push(`${setting.label}: “${text}” is not a number and was left out.`);
    return undefined;
  }
  const whole = setting.kind === 'integer' ? Math.round(value) : value;
  const taken = Math.min(setting.max, Math.max(setting.min, whole));
  if (taken !== value)
    told.push(`${setting.label}: ${text} became ${taken} (allowed ${setting.min} to ${setting.max}).`);
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
  told.push(`${setting.label}: “${text}” is not a choice and was left out.`);
  return undefined;
}

/** `hash` with or without the leading "#". */
export function readLink(hash: string): ReadLink {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const told: string[] = [];
  const version = query.get('v');
  if (version !== null && version !== String(SCHEMA_VERSION))
    told.push(`The link was made by another version of turnlab (${version}); what fits was taken.`);

  let preset = query.get('preset') ?? PRESETS[0]?.id ?? '';
  if (!PRESETS.some((p) => p.id === preset)) {
    told.push(`There is no preset “${preset}”; the default was taken.`);
    preset = PRESETS[0]?.id ?? '';
  }
  const wanted = query.get('backend');
  const backend = BACKENDS.find((b) => b === wanted) ?? 'auto';
  if (wanted !== null && wanted !== backend) told.push(`There is no backend “${wanted}”; automatic was taken.`);

  const flags = new Set(SETTINGS.map((s) => s.flag));
  for (const key of new Set(query.keys()))
    if (!OWN_KEYS.has(key) && !flags.has(key)) told.push(`There is no setting “${key}”; it was left out.`);

  const overrides: Record<string, unknown> = {};
  for (const setting of SETTINGS) {
    const text = query.get(setting.flag);
    const value = text === null ? undefined : readValue(setting, text, told);
    if (value !== undefined) overrides[setting.key] = value;
  }
  return { preset, backend, told, settings: together(preset, overrides, told) };
}

/** Values that are right one by one may not fit together; then those of their group go back to the preset's. */
function together(preset: string, overrides: Record<string, unknown>, told: string[]): Settings {
  try {
    return settingsFrom(preset, overrides);
  } catch (thrown) {
    told.push(`${asTurnlabError(thrown).message} The model and warm-start settings went back to the preset’s.`);
    const groups = new Map(SETTINGS.map((s) => [s.key, s.group]));
    const kept = Object.entries(overrides).filter(([key]) => !['Model', 'Warm start'].includes(groups.get(key) ?? ''));
    return settingsFrom(preset, Object.fromEntries(kept));
  }
}
