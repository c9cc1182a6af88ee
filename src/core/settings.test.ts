import { describe, expect, test } from 'vitest';
import { changedKeys, checkSetting, PRESETS, SETTINGS, settingsFrom } from './settings.ts';

test('every default is inside its own bounds, flags and keys are unique, every row explains itself', () => {
  expect(new Set(SETTINGS.map((s) => s.key)).size).toBe(SETTINGS.length);
  expect(new Set(SETTINGS.map((s) => s.flag)).size).toBe(SETTINGS.length);
  for (const setting of SETTINGS) {
    expect(checkSetting(setting.key, setting.default)).toBe(setting.default);
    expect(setting.help).toMatch(/^[A-Z].*\.$/);
  }
});

test.each(PRESETS.map((p) => p.id))('preset %s is consistent', (id) => {
  const settings = settingsFrom(id);
  for (const [key, value] of Object.entries(settings)) expect(checkSetting(key, value)).toBe(value);
});

describe('bad values name the setting and its bounds', () => {
  test.each([
    ['width', 17, 'four'],
    ['kvHeads', 3, 'divide'],
    ['learningRate', 5, 'from 0.000001 to 0.01'],
    ['learningRate', Number.NaN, 'from'],
    ['layers', 1.5, 'whole number'],
    ['env', 'moon', 'cannot be "moon"'],
    ['recompute', 12, 'from 0 to 11'],
    ['recompute', 0.5, 'whole number'],
    ['precision', '8', 'cannot be "8"'],
    ['precision', 16, 'cannot be "16"'],
    ['warmStart', 'yes', 'true or false'],
    ['nonsense', 1, 'Unknown setting "nonsense"'],
  ])('%s = %s', (key, value, words) => {
    const expected = words === 'four' ? /divisible by 4/ : new RegExp(words.replaceAll('.', '\\.'));
    expect(() => settingsFrom('micro', { [key]: value })).toThrow(expected);
  });
  test.each([
    [{ minThink: 9, maxThink: 8 }, /L_min \(9 tokens\) is above longest thought L_max \(8\)/],
    [{ tti: true, window: 13, maxNewTokens: 16 }, /N = 13 never fills in a turn of 16 tokens: N may be at most 12/],
  ])('%o together', (overrides, words) => expect(() => settingsFrom('micro', overrides)).toThrow(words));
  test('no cap leaves L_min free, and a window says nothing while nothing is cut', () => {
    expect(settingsFrom('micro', { minThink: 9, maxThink: 0, window: 32, maxNewTokens: 16 }).window).toBe(32);
  });
  test('preset', () => expect(() => settingsFrom('huge')).toThrow(/Unknown preset "huge"/));
});

test('changedKeys lists what differs, in table order', () => {
  const from = settingsFrom('micro');
  expect(changedKeys(from, settingsFrom('micro', { seed: 3, temperature: 0.9 }))).toEqual(['temperature', 'seed']);
  expect(changedKeys(from, from)).toEqual([]);
});

test('a level that nobody has is refused with the range of the environment that was asked for', () => {
  for (const [env, most] of [
    ['lake', 2],
    ['search', 8],
    ['bandit', 0],
  ] as const)
    expect(() => settingsFrom('nano', { level: 99, env })).toThrow(`from 0 to ${most}, got 99.`);
  expect(() => settingsFrom('nano', { level: 9 })).toThrow('from 0 to 4, got 9.');
});
