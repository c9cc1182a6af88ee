/** What sets a run apart from what it was made from, in words taken from the settings table. */
import { changedKeys, PRESETS, settingOf, settingsFrom, type Settings } from '../../core/settings.ts';

/** "on", "GiGPO", "0.0003", "40 tokens". */
export function valueText(key: keyof Settings, value: Settings[keyof Settings]): string {
  const setting = settingOf(key);
  switch (setting?.kind) {
    case 'switch':
      return value === true ? 'on' : 'off';
    case 'choice':
      return setting.options.find((option) => option.value === value)?.label ?? String(value);
    case 'number':
    case 'integer': {
      // Enough digits for every step of every slider, without those of binary fractions.
      const text = String(Number(Number(value).toPrecision(10)));
      return setting.unit ? `${text} ${setting.unit}` : text;
    }
    case undefined:
      return String(value);
    default:
      return setting satisfies never;
  }
}

/** One entry a setting, in table order: "Learning rate 0.0003 → 0.001". */
export const whatChanged = (from: Settings, to: Settings): string[] =>
  changedKeys(from, to).map(
    (key) => `${settingOf(key)?.label ?? key} ${valueText(key, from[key])} → ${valueText(key, to[key])}`,
  );

/** The preset that these settings differ least from; the first of several. */
export function nearestPreset(settings: Settings): string {
  const distance = (id: string): number => changedKeys(settingsFrom(id), settings).length;
  return PRESETS.map(({ id }) => id).reduce((best, id) => (distance(id) < distance(best) ? id : best));
}
