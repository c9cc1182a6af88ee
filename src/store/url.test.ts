import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highestLevel } from '../core/environments.ts';
import { PRESETS, SETTINGS, settingsFrom, type Setting, type Settings } from '../core/settings.ts';
import { CONTROLS, NO_GUARD, OWN_KEYS, readLink, writeLink } from './url.ts';

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
/** Width, heads, the band, the lengths of a thought and what environments draw are bound to each other; their own cases are elsewhere. */
const BOUND = ['width', 'heads', 'kvHeads', 'warmLow', 'warmHigh', 'minThink', 'maxThink', 'window', 'observation'];
const FREE = SETTINGS.filter((s) => !BOUND.includes(s.key));
const names = CONTROLS.map(({ name }) => name);
const guards = fc.record({ hidden: fc.subarray(names), locked: fc.subarray(names), isEmbedded: fc.boolean() });
const lessons = fc.option(
  fc.record({ id: fc.stringMatching(/^[a-z-]{1,20}$/), step: fc.integer({ min: 1, max: 99 }) }),
);
const plain = { backend: 'auto', seeds: 3, guard: NO_GUARD, lesson: null } as const;
const overrides = fc
  .record(Object.fromEntries(FREE.map((s) => [s.key, valueOf(s)])), { requiredKeys: [] })
  .map((all) => {
    const { env = 'house', level } = all as Partial<Settings>;
    return level === undefined ? all : { ...all, level: Math.min(level, highestLevel(env)) };
  });

describe('settings in the link', () => {
  it('clamps a level to those of its environment and says so', () => {
    const { settings, told } = readLink('#v=1&level=99');
    expect([settings.level, told]).toEqual([4, ['Level of MiniHouse: 99 became 4 (allowed 0 to 4).']]);
    expect(readLink('#v=1&env=search&level=8').told).toEqual([]);
  });

  it('round-trips every setting exactly and says nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PRESETS.map((p) => p.id)),
        overrides,
        fc.constantFrom('auto', 'webgpu', 'cpu'),
        fc.integer({ min: 1, max: 8 }),
        guards,
        lessons,
        (preset, changes, backend, seeds, guard, lesson) => {
          // -0 is written as 0; the two are one value to a person.
          const settings = JSON.parse(JSON.stringify(settingsFrom(preset, changes))) as Settings;
          const link = { preset, settings, backend, seeds, guard, lesson } as const;
          expect(readLink(`#${writeLink(link)}`)).toEqual({ ...link, told: [] });
        },
      ),
    );
  });

  it('is empty at the defaults and carries only what differs', () => {
    const settings = settingsFrom('micro');
    expect(writeLink({ preset: 'micro', settings, ...plain })).toBe('');
    expect(writeLink({ preset: 'micro', settings: { ...settings, seed: 7 }, ...plain })).toBe('v=1&seed=7');
    const guard = { hidden: ['preset', 'learningRate'], locked: ['seed'], isEmbedded: true };
    expect(writeLink({ ...plain, preset: 'micro', settings, guard, lesson: { id: 'loops', step: 2 } })).toBe(
      'v=1&hide=preset,learning-rate&lock=seed&embed=1&lesson=loops&step=2',
    );
  });

  it('carries the number of seeds where it is not the usual one', () => {
    const settings = settingsFrom('micro');
    expect(writeLink({ preset: 'micro', settings, ...plain, seeds: 1 })).toBe('v=1&seeds=1');
    expect(readLink('').seeds).toBe(3);
    expect(readLink('seeds=5&lock=seeds')).toMatchObject({ seeds: 5, guard: { locked: ['seeds'] }, told: [] });
  });

  it.each([
    ['seeds=0', 1, 'Number of seeds: 0 became 1 (allowed 1 to 8).'],
    ['seeds=99', 8, 'Number of seeds: 99 became 8 (allowed 1 to 8).'],
    ['seeds=2.4', 2, 'Number of seeds: 2.4 became 2 (allowed 1 to 8).'],
    ['seeds=many', 3, 'Number of seeds: “many” is not a number and was left out.'],
    ['seeds=', 3, 'Number of seeds: “” is not a number and was left out.'],
  ])('takes %s as %i seeds and says so', (hash, seeds, sentence) => {
    expect(readLink(hash)).toMatchObject({ seeds, told: [sentence] });
  });

  it('carries a task that is played, and tells of one that does not exist', () => {
    const play = { env: 'house', level: 2, split: 'val', seed: 4294967295 } as const;
    const settings = settingsFrom('micro');
    expect(writeLink({ preset: 'micro', settings, ...plain, play })).toBe('v=1&play=house.2.val.4294967295');
    expect(readLink('#v=1&play=house.2.val.4294967295')).toEqual({
      preset: 'micro',
      settings,
      ...plain,
      play,
      told: [],
    });
    for (const bad of ['house', 'castle.0.val.1', 'house.2.mine.1', 'house.2.val.4294967296', 'house.-1.val.0', '<b>'])
      expect(readLink(`#v=1&play=${encodeURIComponent(bad)}`)).toMatchObject({
        settings,
        told: [`There is no task “${bad}” to play; it was left out.`],
      });
    expect(readLink('#v=1&play=castle.0.val.1').play).toBeUndefined();
  });

  it('never throws and always gives valid settings, whatever is written there', () => {
    const own = [...OWN_KEYS, '__proto__', 'constructor'];
    const flag = fc.oneof(fc.constantFrom(...own, ...SETTINGS.map((s) => s.flag)), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(flag, fc.oneof(fc.string(), fc.double().map(String)))), (pairs) => {
        const { preset, settings } = readLink(new URLSearchParams(pairs).toString());
        expect(settingsFrom(preset, { ...settings })).toEqual(settings);
      }),
    );
  });

  it.each([
    ['groups=99', 'groups', 64, 'Tasks per update: 99 became 64'],
    ['seed=1.5', 'seed', 2, 'Seed: 1.5 became 2'],
    ['temperature=hot', 'temperature', settingsFrom('micro').temperature, 'not a number'],
    ['temperature=', 'temperature', settingsFrom('micro').temperature, 'not a number'],
    ['env=mars', 'env', 'house', 'not a choice'],
    ['warm-start=perhaps', 'warmStart', true, 'not a choice'],
    ['colour=red', 'seed', 0, 'no setting “colour”'],
    ['preset=huge', 'width', 64, 'no preset “huge”'],
    ['backend=abacus', 'seed', 0, 'no backend “abacus”'],
    ['v=99&seed=3', 'seed', 3, 'another version'],
    ['v=&seed=3', 'seed', 3, 'another version'],
    ['seed=0x10', 'seed', 0, 'not a number'],
    ['seed=Infinity', 'seed', 0, 'not a number'],
    ['seed=1e999', 'seed', 0xffffffff, 'became 4294967295'],
    ['seed=-5', 'seed', 0, 'became 0'],
    ['seed=4&seed=5', 'seed', 4, '“seed” is given twice'],
    ['__proto__=1', 'seed', 0, 'no setting “__proto__”'],
    ['%E0%A4%A=%ZZ', 'seed', 0, 'no setting'],
    ['hide=seed,wings', 'seed', 0, 'no control “wings”'],
    ['embed=yes', 'seed', 0, 'Embed is 1 or 0'],
    ['lesson=<b>', 'seed', 0, 'no lesson “<b>”'],
    ['lesson=loops&step=-1', 'seed', 0, 'no step “-1”'],
  ])('tells about %s', (hash, key, value, words) => {
    const { settings, told } = readLink(hash);
    expect(settings[key as keyof Settings]).toBe(value);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(words);
  });

  it('quotes no more than the beginning of what it cannot use', () => {
    const { settings, told } = readLink(`env=${'x'.repeat(1_000_000)}`);
    expect(settings.env).toBe('house');
    expect(told[0]).toContain(`“${'x'.repeat(40)}…” is not a choice`);
  });

  it('carries the list of actions under its own name, only where it is off', () => {
    expect(readLink('action-list=false')).toMatchObject({ settings: { actionList: false }, told: [] });
    expect(readLink('').settings.actionList).toBe(true);
  });

  it('takes names of controls by flag or key, in the order of the form, each once', () => {
    expect(readLink('hide=learningRate,env,env,preset&lock=learning-rate&embed=1')).toMatchObject({
      guard: { hidden: ['preset', 'env', 'learningRate'], locked: ['learningRate'], isEmbedded: true },
      told: [],
    });
  });

  it('tells no more than a person reads, and counts the rest', () => {
    const { told } = readLink(Array.from({ length: 5000 }, (_, i) => `x${i}=1`).join('&'));
    expect(told).toHaveLength(9);
    expect(told.at(-1)).toContain('4992 more');
  });

  it.each([
    ['width=48&heads=16&seed=5', { width: 64, heads: 4, seed: 5 }],
    ['min-think=9&max-think=3&width=96&seed=5', { minThink: settingsFrom('micro').minThink, width: 96, seed: 5 }],
    ['tti=true&max-new-tokens=8&window=6&seed=5', { tti: false, maxNewTokens: 8, seed: 5 }],
    ['observation=picture&width=96&seed=5', { observation: 'text', width: 96, seed: 5 }],
    ['warm-low=0.9&warm-high=0.2&width=96', { warmLow: settingsFrom('micro').warmLow, width: 96 }],
    ['heads=3&warm-low=0.9&warm-high=0.2&seed=5', { heads: 4, warmLow: settingsFrom('micro').warmLow, seed: 5 }],
  ])('puts what does not fit together back to the preset and keeps the rest: %s', (hash, expected) => {
    const { settings, told } = readLink(hash);
    expect(settings).toMatchObject(expected);
    expect(told).toHaveLength(1);
  });
});

it('names own data, whose one level is 0; an id that only looks like one is told', () => {
  const env = 'own-wordle-0123456789abcdef';
  const link = readLink(`env=${env}&level=3`);
  expect(link.settings).toMatchObject({ env, level: 0 });
  expect(link.told).toEqual([`Level of ${env}: 3 became 0 (allowed 0 to 0).`]);
  expect(readLink(`#${writeLink({ ...link, seeds: 1 })}`)).toMatchObject({ settings: { env }, told: [] });
  expect(readLink('env=own-cars-0123456789abcdef').told).toHaveLength(1);
});
