import { describe, expect, it } from 'vitest';
import type { Turn } from '../../rollout/trajectory.ts';
import { FULL_ENTROPY, tint } from './entropy-scale.ts';
import { labelsOf } from './labels.ts';

const turn = (info: Partial<Turn['info']>, more: Partial<Turn> = {}, finished = true): Turn =>
  ({
    formatValid: true,
    response: { finished },
    ...more,
    info: { valid: true, effective: true, novel: true, repeat: false, progress: null, won: false, score: 0, ...info },
  }) as Turn;
const texts = (t: Turn): string[] => labelsOf(t).map((l) => l.text);

describe('labelsOf', () => {
  it.each([
    [turn({}), ['effective', 'new state']],
    [turn({ progress: 1 }), ['effective', 'new state', '1 closer']],
    [turn({ novel: false, progress: -2 }), ['effective', 'seen before', '2 farther']],
    [turn({ effective: false, novel: false, repeat: true, progress: 0 }), ['no effect', 'repeat']],
    [turn({ valid: false, effective: false }), ['not possible']],
    [turn({ valid: false, effective: false }, { formatValid: false }), ['broken format']],
    [turn({ valid: false, effective: false }, { formatValid: false }, false), ['cut off', 'broken format']],
    [turn({ effective: true }, { formatValid: false }), ['broken format', 'effective', 'new state']],
  ])('%#', (given, expected) => {
    expect(texts(given)).toEqual(expected);
  });
});

describe('tint', () => {
  it('is linear up to the full entropy and never leaves 0..100', () => {
    expect([0, FULL_ENTROPY / 2, FULL_ENTROPY, 9, -1, Number.NaN].map(tint)).toEqual([0, 50, 100, 100, 0, 0]);
  });
});
