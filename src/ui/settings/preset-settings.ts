/** A preset's settings, made once: every row of the form asks for them at every change. */
import { settingsFrom, type Settings } from '../../core/settings.ts';

const made = new Map<string, Settings>();

export function presetSettings(preset: string): Settings {
  const settings = made.get(preset) ?? settingsFrom(preset);
  made.set(preset, settings);
  return settings;
}
