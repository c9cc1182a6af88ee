import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SETTINGS, settingOf, settingsFrom } from '../../core/settings.ts';
import { cellsOf } from '../../train/study.ts';
import { firstValues, NO_KNOBS, rangeText, seedsFrom, studyFrom, valuesFrom, type StudyDraft } from './study-draft.ts';

const lab = { preset: 'nano', settings: settingsFrom('nano', { env: 'bandit', seed: 9, updates: 7, history: 3 }) };
const draft: StudyDraft = {
  name: '',
  base: '',
  knobs: [
    { key: 'epsilon', text: '0.1, 0.2' },
    { key: 'tti', text: 'false, true' },
  ],
  seeds: '0-2',
  budget: 'updates',
  updates: 20,
  tokens: 1000,
  stopCollapsed: true,
};
const row = (key: string) => settingOf(key)!;

describe('a study put together by hand', () => {
  it('takes the Lab’s settings but its seed and length, and crosses the knobs with the seeds', () => {
    const study = studyFrom(draft, lab);
    expect(study).toEqual({
      name: 'Threshold ε × Cut saturated thinking (TTI)',
      preset: 'nano',
      settings: { env: 'bandit', history: 3, updates: 20, tokenBudget: 0 },
      arms: { [study.name]: {} },
      grid: { epsilon: [0.1, 0.2], tti: [false, true] },
      seeds: [0, 1, 2],
      stopCollapsed: true,
    });
    expect(cellsOf(study)).toHaveLength(12);
  });

  it('may start from a preset instead, and end by tokens', () => {
    const study = studyFrom({ ...draft, base: 'micro', budget: 'tokens', name: 'mine' }, lab);
    expect(study).toMatchObject({ name: 'mine', preset: 'micro', settings: { tokenBudget: 1000 } });
    expect(study.settings.env).toBeUndefined();
    expect(study.settings.updates).toBeGreaterThan(1000);
  });

  it.each([
    [{ knobs: [{ key: 'epsilon', text: '' }] }, 'Threshold ε needs at least one value.'],
    [{ knobs: [{ key: 'epsilon', text: '0.1 0.1' }] }, 'Threshold ε has a value twice.'],
    [{ knobs: [{ key: 'epsilon', text: '7' }] }, 'Threshold ε must be a number from 0.000001 to 1, got 7.'],
    [{ knobs: [{ key: 'epsilon', text: 'much' }] }, 'got NaN'],
    [{ knobs: [{ key: 'recipe', text: 'ppo' }] }, 'Recipe cannot be "ppo".'],
    [{ knobs: [{ key: 'tti', text: 'maybe' }] }, 'must be true or false'],
    [{ seeds: '' }, 'At least one seed is needed.'],
    [{ seeds: 'a' }, '“a” is not a seed.'],
    [{ seeds: '3-1' }, 'is not a range'],
    [{ seeds: '1, 0-2' }, 'A seed is there twice.'],
    [{ knobs: [{ key: 'heads', text: '4, 5' }] }, 'Width 32 must be divisible'],
    [{ seeds: '0-99', knobs: [{ key: 'epsilon', text: rangeText(row('epsilon'), 0.001, 1, 50) }] }, 'more than 2000'],
  ] as [Partial<StudyDraft>, string][])('%j is one clear sentence', (more, sentence) => {
    expect(() => studyFrom({ ...draft, ...more }, lab)).toThrow(sentence);
  });
});

describe('values', () => {
  it('of a range go by factors where the setting is one of powers of ten, else by equal steps', () => {
    expect(rangeText(row('epsilon'), 0.01, 1, 3)).toBe('0.01, 0.1, 1');
    expect(rangeText(row('alpha'), 0, 1, 5)).toBe('0, 0.25, 0.5, 0.75, 1');
    expect(rangeText(row('groupSize'), 2, 5, 7)).toBe('2, 3, 4, 5');
    expect(() => rangeText(row('alpha'), 0, 1, 1)).toThrow('from 2 to 50');
    expect(() => rangeText(row('alpha'), 0, 2, 3)).toThrow('Blend α must be');
  });

  it('to begin with are allowed for every setting, whatever its present value', () => {
    for (const setting of SETTINGS.filter(({ key }) => !NO_KNOBS.has(key))) {
      const numbers =
        setting.kind === 'integer'
          ? fc.integer({ min: setting.min, max: setting.max })
          : setting.kind === 'number'
            ? fc.double({ min: setting.min, max: setting.max, noNaN: true })
            : fc.constant(setting.default);
      fc.assert(
        fc.property(numbers as fc.Arbitrary<number>, (present) => {
          expect(valuesFrom(setting, firstValues(setting, present)).length).toBeGreaterThan(0);
        }),
        { numRuns: 30 },
      );
    }
    expect(firstValues(row('epsilon'), 0.1)).toBe('0.033, 0.1, 0.3');
    expect(firstValues(row('groupSize'), 8)).toBe('4, 8, 16');
    expect(firstValues(row('tti'), true)).toBe('false, true');
  });

  it('of seeds may be ranges', () => {
    expect(seedsFrom('0, 4-6')).toEqual([0, 4, 5, 6]);
  });
});
