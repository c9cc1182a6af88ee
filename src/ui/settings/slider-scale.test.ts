import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSetting, SETTINGS, settingOf, type NumberSetting } from '../../core/settings.ts';
import { fromPosition, rangeOf, scaleOf, toPosition } from './slider-scale.ts';

const NUMBERS = SETTINGS.filter((s): s is NumberSetting => s.kind === 'number' || s.kind === 'integer');
const row = (key: string): NumberSetting => settingOf(key) as NumberSetting;

describe('slider scale', () => {
  it.each(NUMBERS.map((s) => [s.key, s] as const))('every position of %s gives an allowed value, in order', (_, s) => {
    const { min, max } = rangeOf(s);
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), fc.double({ min, max, noNaN: true }), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((p) => fromPosition(s, p)) as [number, number];
        expect(checkSetting(s.key, low)).toBe(low);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
    expect([fromPosition(s, min), fromPosition(s, max)]).toEqual([s.min, s.max]);
  });

  it.each(NUMBERS.map((s) => [s.key, s] as const))('the default of %s lies inside its slider', (_, s) => {
    const { min, max } = rangeOf(s);
    const at = toPosition(s, s.default);
    expect(at >= min && at <= max).toBe(true);
  });

  it('is linear, by powers of ten, or bent', () => {
    expect([scaleOf(row('temperature')), scaleOf(row('learningRate')), scaleOf(row('updates'))]).toEqual([
      'linear',
      'log',
      'cubic',
    ]);
    expect(toPosition(row('learningRate'), 1e-4)).toBe(500);
    expect(fromPosition(row('learningRate'), 500)).toBe(1e-4);
    expect(fromPosition(row('temperature'), 0.7000000001)).toBe(0.7);
  });
});
