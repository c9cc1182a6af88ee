import { expect, test } from 'vitest';
import { specOf } from '../envs/registry.ts';
import { envs } from './envs.ts';
import type { EnvMeasures } from './measure-env.ts';
import { listening } from './main.fixture.ts';

const printed = listening();

test('measures what the specification states', async () => {
  expect(await envs(['--env', 'numberline', '--episodes', '400', '--json'])).toBe(0);
  const measures = JSON.parse(printed.out) as EnvMeasures;
  const { randomSuccess, oracleTurns } = specOf('numberline').levels[0]!;
  // Four standard deviations of a share near 0.65 in 400.
  expect(Math.abs(measures.randomSuccess - randomSuccess)).toBeLessThan(0.096);
  expect(Math.abs(measures.oracleTurns - oracleTurns)).toBeLessThan(0.3);
  expect([measures.oracleSuccess, measures.oracleReward, measures.oracleTurnsMost]).toEqual([1, 1, 5]);
  // <task> reach 2 <hist> <obs> at 1 <adm> up | down, and two past turns of two and five tokens.
  expect(measures.promptTokensMost).toBe(18);
  // <think> 2 is over 1 ; up </think> <action> up </action>
  expect([measures.responseTokens, measures.responseTokensMost]).toEqual([11, 11]);
  expect(measures.stepMicros).toBeGreaterThan(0);
});

test('one row a level, only those asked for', async () => {
  expect(await envs(['--env', 'lake', '--level', '1', '--episodes', '20'])).toBe(0);
  const rows = printed.out.trim().split('\n');
  expect(rows).toHaveLength(3);
  expect(rows[2]).toMatch(/^lake \| 1 \| 0\.\d{4} \(/);
  await expect(envs(['--env', 'lake', '--level', '9'])).rejects.toThrow('from 0 to 2');
  await expect(envs(['--env', 'mars'])).rejects.toThrow('Unknown environment "mars"');
});
