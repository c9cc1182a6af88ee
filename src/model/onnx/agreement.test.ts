import { expect, test } from 'vitest';
import { agrees, compareLogits } from './agreement.ts';

const sequences = [{ ids: Uint32Array.of(0, 1) }, { ids: Uint32Array.of(1) }];
/** Logits over three tokens, the likeliest being the token after the last. */
const exact = (ids: Uint32Array): Promise<Float32Array> =>
  Promise.resolve(Float32Array.from([...ids].flatMap((id) => [0, 1, 2].map((token) => (token === id + 1 ? 4 : -1)))));
const changed =
  (at: number, by: number) =>
  async (ids: Uint32Array): Promise<Float32Array> =>
    (await exact(ids)).map((value, i) => (i === at ? value + by : value));

const compare = (theirs: typeof exact) => compareLogits(exact, theirs, sequences, 3, () => {});

test('the same numbers agree wholly', async () => {
  const agreement = await compare(exact);
  expect(agreement).toEqual({ sequences: 2, positions: 3, maxDifference: 0, largest: 4, sameChoice: 1 });
  expect(agrees(agreement)).toBe(true);
});

test('one logit that is off is found, wherever it stands', async () => {
  // Only the first sequence has a second row.
  const agreement = await compare(changed(5, -6));
  expect(agreement.maxDifference).toBe(6);
  expect(agreement.sameChoice).toBeCloseTo(2 / 3);
  expect(agrees(agreement)).toBe(false);
  expect(agrees(await compare(changed(0, 2 ** -15)))).toBe(true);
  expect(agrees(await compare(changed(0, 2e-4)))).toBe(false);
});

test('what is no number never agrees, even when numbers follow', async () => {
  const agreement = await compare(changed(0, NaN));
  expect(agreement.maxDifference).toBeNaN();
  expect(agrees(agreement)).toBe(false);
});
