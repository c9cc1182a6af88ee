import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS, SETTINGS, settingsFrom, type Setting, type Settings } from '../core/settings.ts';
import { readLink, writeLink } from './url.ts';

const valueOf = (s: Setting): fc.Arbitrary<unknown> => {
  switch (s.kind) {
    case 'switch':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...s.options.map((o) => o.value));
    case 'integer':
      return fc.integer({ min: s.min, max: s.max });
    case 'number':
      return fc.double({ min: s.min, max: s.max, noNaN: true });
    default:
      return s satisfies never;
  }
};
/** Width, heads, the band and the lengths of a thought are bound to each other; their own cases are elsewhere. */
const BOUND = ['width', 'heads', 'kvHeads', 'warmLow', 'warmHigh', 'minThink', 'maxThink', 'window'];
const FREE = SETTINGS.filter((s) => !BOUND.includes(s.key));
const overrides = fc.record(Object.fromEntries(FREE.map((s) => [s.key, valueOf(s)])), { requiredKeys: [] });

describe('settings in the link', () => {
  it('round-trips every setting exactly and says nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PRESETS.map((p) => p.id)),
        overrides,
        fc.constantFrom('auto', 'webgpu', 'cpu'),
        (preset, changes, backend) => {
          // -0 is written as 0; the two are one value to a person.
          const settings = JSON.parse(JSON.stringify(settingsFrom(preset, changes))) as Settings;
          const link = { preset, settings, backend } as const;
          expect(readLink(`#${writeLink(link)}`)).toEqual({ ...link, told: [] });
        },
      ),
    );
  });

  it('is empty at the defaults and carries only what differs', () => {
    const settings = settingsFrom('micro');
    expect(writeLink({ preset: 'micro', settings, backend: 'auto' })).toBe('');
    expect(writeLink({ preset: 'micro', settings: { ...settings, seed: 7 }, backend: 'auto' })).toBe('v=1&seed=7');
  });

  it('never throws and always gives valid settings, whatever is written there', () => {
    const flag = fc.oneof(fc.constantFrom('v', 'preset', 'backend', ...SETTINGS.map((s) => s.flag)), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(flag, fc.oneof(fc.string(), fc.double().map(String)))), (pairs) => {
        const { preset, settings } = readLink(new URLSearchParams(pairs).toString());
        expect(settingsFrom(preset, { ...settings })).toEqual(settings);
      }),
    );
  });

  it.each([
    ['level=9', 'level', 2, 'Level: 9 became 2'],
    ['seed=1.5', 'seed', 2, 'Seed: 1.5 became 2'],
    ['temperature=hot', 'temperature', settingsFrom('micro').temperature, 'not a number'],
    ['temperature=', 'temperature', settingsFrom('micro').temperature, 'not a number'],
    ['env=mars', 'env', 'house', 'not a choice'],
    ['warm-start=perhaps', 'warmStart', true, 'not a choice'],
    ['colour=red', 'seed', 0, 'no setting “colour”'],
    ['preset=huge', 'width', 64, 'no preset “huge”'],
    ['backend=abacus', 'seed', 0, 'no backend “abacus”'],
    ['v=99&seed=3', 'seed', 3, 'another version'],
  ])('tells about %s', (hash, key, value, words) => {
    const { settings, told } = readLink(hash);
    expect(settings[key as keyof Settings]).toBe(value);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(words);
  });

  it('puts settings that do not fit together back to the preset and keeps the rest', () => {
    const { settings, told } = readLink('width=48&heads=16&seed=5');
    expect([settings.width, settings.heads, settings.seed]).toEqual([64, 4, 5]);
    expect(told).toHaveLength(1);
  });
});
