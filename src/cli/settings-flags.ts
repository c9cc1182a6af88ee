/**
 * Settings as command-line flags, derived from the settings table. Must not know what a setting does.
 */
import { SETTINGS, type Setting, type Settings } from '../core/settings.ts';
import { numberOf, type Flag } from './flags.ts';

/** `fallback`: what holds without the flag. */
export const flagsOf = (setting: Setting, fallback = String(setting.default)): Flag[] => {
  const { flag: name, help, kind } = setting;
  switch (kind) {
    case 'switch':
      return [
        { name, help },
        { name: `no-${name}`, help: `Not that.` },
      ];
    case 'choice':
      return [{ name, value: setting.options.map((o) => o.value).join('|'), help: `${help} [${fallback}]` }];
    case 'number':
    case 'integer':
      return [{ name, value: `${setting.min}…${setting.max}`, help: `${help} [${fallback}]` }];
    default:
      return setting satisfies never;
  }
};

export const SETTING_FLAGS: readonly Flag[] = SETTINGS.flatMap((setting) => flagsOf(setting));

/** The settings among the flags, as typed values; bounds are checked by settingsFrom. */
export function settingOverrides(flags: ReadonlyMap<string, string>): Partial<Record<keyof Settings, unknown>> {
  const out: Record<string, unknown> = {};
  for (const { key, flag, kind } of SETTINGS) {
    const text = flags.get(flag);
    if (kind === 'switch') {
      if (text !== undefined) out[key] = true;
      if (flags.has(`no-${flag}`)) out[key] = false;
    } else if (text !== undefined) out[key] = kind === 'choice' ? text : numberOf(flag, text);
  }
  return out;
}
