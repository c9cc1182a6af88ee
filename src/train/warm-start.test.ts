import { describe, expect, test } from 'vitest';
import { settingsFrom } from '../core/settings.ts';
import { codecOf } from '../rollout/codec.ts';
import { parseResponse } from '../rollout/parse.ts';
import { freshTokenizer } from '../rollout/vocabulary.ts';
import { cloningRows, verdictOf } from './warm-start.ts';

const codec = codecOf(freshTokenizer());
const settings = settingsFrom('micro');

describe('cloning rows', () => {
  const rows = cloningRows(settings, codec, 0, 216);

  test('labels are well-formed responses whose action the prompt offers', () => {
    expect(rows.length).toBeGreaterThan(32);
    for (const { ids, start } of rows) {
      const { action, think, formatValid } = parseResponse(codec, ids.subarray(start));
      expect(formatValid).toBe(true);
      expect(think).not.toBe('');
      const [, admissible] = codec.decode(ids.subarray(0, start)).split(' <adm> ');
      expect(admissible!.split(' | ')).toContain(action);
    }
  });

  test('depend on settings, seed and update alone', () => {
    expect(cloningRows(settings, codec, 0, 216)).toEqual(rows);
    expect(cloningRows(settings, codec, 1, 216)).not.toEqual(rows);
    expect(cloningRows({ ...settings, seed: 1 }, codec, 0, 216)).not.toEqual(rows);
  });

  test('keep to the budget', () => {
    for (const { start } of cloningRows(settings, codec, 0, 30)) expect(start).toBeLessThanOrEqual(30);
  });
});

test('the band', () => {
  expect(
    [0.29, 0.3, 0.7, 0.71].map((success) => verdictOf(success, { ...settings, warmLow: 0.3, warmHigh: 0.7 })),
  ).toEqual(['below', 'inside', 'inside', 'above']);
});
