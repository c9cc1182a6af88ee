import { describe, expect, test } from 'vitest';
import { SETTINGS, settingsFrom } from '../core/settings.ts';
import { parseArguments } from './flags.ts';
import { SETTING_FLAGS, settingOverrides } from './settings-flags.ts';

const overrides = (...argv: string[]): object => settingOverrides(parseArguments(argv, SETTING_FLAGS).flags);

describe('settings as flags', () => {
  test('every setting has a flag that sets it', () => {
    for (const setting of SETTINGS) {
      const value = setting.default;
      const argv =
        typeof value === 'boolean' ? [`--${value ? '' : 'no-'}${setting.flag}`] : [`--${setting.flag}`, String(value)];
      expect(overrides(...argv)).toEqual({ [setting.key]: value });
    }
  });

  test('types follow the table', () => {
    expect(overrides('--env', 'lake', '--learning-rate', '1e-3', '--no-warm-start', '--seed', '7')).toEqual({
      env: 'lake',
      learningRate: 1e-3,
      warmStart: false,
      seed: 7,
    });
  });

  test('bounds are those of the settings table', () => {
    expect(() => settingsFrom('micro', settingOverrides(new Map([['learning-rate', '5']])))).toThrow('Learning rate');
    expect(() => settingsFrom('micro', settingOverrides(new Map([['groups', '1.5']])))).toThrow('whole number');
  });
});
