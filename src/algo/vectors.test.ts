import { describe, expect, test } from 'vitest';
import fixture from './vectors.fixture.json' with { type: 'json' };
import { SYSTEMS, vectorFailure, type Vector } from './vectors.ts';

const vectors: readonly Vector[] = fixture.vectors;

describe('algorithm vectors', () => {
  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    expect(vectorFailure(vector)).toBeNull();
  });

  test('every registered system has a vector', () => {
    expect(Object.keys(SYSTEMS).toSorted()).toEqual(vectors.map(({ name }) => name).toSorted());
  });

  test('a variant suffix is ignored when the system is looked up', () => {
    const vector = vectors.find(({ name }) => name === 'grpo/outcome_advantage')!;
    expect(vectorFailure({ ...vector, name: `${vector.name}#other` })).toBeNull();
  });

  test('an unknown system, a wrong number, a short list and a missing key are failures that say where', () => {
    const vector = vectors.find(({ name }) => name === 'rloo/outcome_advantage')!;
    const expected = vector.expected as { rloo: number[] };
    const failureOf = (rloo: unknown): string | null => vectorFailure({ ...vector, expected: rloo });
    expect(vectorFailure({ ...vector, name: 'nothing/known' })).toBe('unknown system');
    expect(failureOf({ rloo: [expected.rloo[0]! + 1e-5, ...expected.rloo.slice(1)] })).toContain('rloo.0 is');
    expect(failureOf({ rloo: expected.rloo.slice(1) })).toContain('has 7 entries, expected 6');
    expect(failureOf({ ...expected, other: [1] })).toContain('other is missing');
    expect(failureOf({ rloo: [Number.NaN, ...expected.rloo.slice(1)] })).toContain('rloo.0 is');
  });
});
