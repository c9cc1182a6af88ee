import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readOutcomes } from '../store/study/outcome-lines.ts';
import { listening } from './main.fixture.ts';
import { main } from './main.ts';

const root = mkdtempSync(join(tmpdir(), 'turnlab-sweep-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = (name: string): string => join(root, name);

const printed = listening();

const STUDY = {
  name: 'tiny',
  preset: 'nano',
  settings: {
    env: 'numberline',
    maxNewTokens: 16,
    width: 16,
    heads: 2,
    kvHeads: 2,
    mlpWidth: 32,
    groups: 2,
    groupSize: 4,
    warmMaxUpdates: 40,
    warmLearningRate: 1e-2,
    evalEpisodes: 8,
    updates: 3,
  },
  arms: { plain: {}, loud: { learningRate: 5e-3 } },
  seeds: [0, 1],
};
const file = path('study.json');
writeFileSync(file, JSON.stringify(STUDY));
const sweep = (folder: string, ...more: string[]): Promise<number> =>
  main(['sweep', '--file', file, '--out', path(folder), '--backend', 'cpu', ...more]);
const weights = (folder: string): Uint8Array => readFileSync(path(`${folder}/model.safetensors`));
const warmLines = (folder: string): number =>
  readFileSync(path(`${folder}/metrics.jsonl`), 'utf8').split('"warm"').length - 1;

describe('sweep', () => {
  test('runs every cell, clones once a seed, prints one line a condition', async () => {
    expect(await sweep('a')).toBe(0);
    expect(printed.err).toBe('');
    const table = printed.out.trim().split('\n').slice(-4);
    expect(table[2]).toMatch(/^\| plain \| 2 \|/);
    expect(table[3]).toMatch(/^\| loud \| 2 \|/);
    expect([warmLines('a/plain/s0') > 0, warmLines('a/loud/s0')]).toEqual([true, 0]);
    expect(weights('a/plain/s0')).not.toEqual(weights('a/loud/s0'));
    expect(weights('a/plain/s0')).not.toEqual(weights('a/plain/s1'));
  });

  test('a cell is the run that train makes of the same settings', async () => {
    const flags = Object.entries({ ...STUDY.settings, ...STUDY.arms.loud }).flatMap(([key, value]) => [
      `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
      String(value),
    ]);
    const seed = ['--preset', 'nano', '--seed', '1', '--backend', 'cpu'];
    expect(await main(['train', ...flags, ...seed, '--out', path('own')])).toBe(0);
    expect(weights('own')).toEqual(weights('a/loud/s1'));
  });

  test('the same command again runs nothing; a lost cell is made up for', async () => {
    const before = statSync(path('a/plain/s0/model.safetensors')).mtimeMs;
    const kept = weights('a/loud/s1');
    rmSync(path('a/loud/s1'), { recursive: true });
    mkdirSync(path('a/loud/s1'));
    writeFileSync(path('a/loud/s1/metrics.jsonl'), '{"kind":"warm","upd');
    expect(await sweep('a')).toBe(0);
    expect(statSync(path('a/plain/s0/model.safetensors')).mtimeMs).toBe(before);
    expect(weights('a/loud/s1')).toEqual(kept);
  });

  test('shards together are the whole', async () => {
    expect(await sweep('b', '--shard', '0/2')).toBe(0);
    expect(existsSync(path('b/loud/s0'))).toBe(false);
    expect(await sweep('b', '--shard', '1/2')).toBe(0);
    for (const cell of ['plain/s0', 'plain/s1', 'loud/s0', 'loud/s1'])
      expect(weights(`b/${cell}`)).toEqual(weights(`a/${cell}`));
  });

  test('--json and --table print outcomes alone', async () => {
    expect(await sweep('a', '--table', '--json')).toBe(0);
    const lines = printed.out.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { condition: string }).condition)).toEqual([
      'plain',
      'plain',
      'loud',
      'loud',
    ]);
    // The page opens them.
    expect(readOutcomes(printed.out).map(({ condition: { name, arm }, seed }) => [name, arm, seed])).toEqual([
      ['plain', 'plain', 0],
      ['plain', 'plain', 1],
      ['loud', 'loud', 0],
      ['loud', 'loud', 1],
    ]);
    printed.out = '';
    expect(await sweep('nothing', '--table')).toBe(0);
    expect([printed.out, existsSync(path('nothing'))]).toEqual(['No run is finished yet.\n', false]);
  });

  test('the table compares with the condition that is asked for', async () => {
    const differences = async (...more: string[]): Promise<(string | undefined)[]> => {
      printed.out = '';
      expect(await sweep('a', '--table', ...more)).toBe(0);
      const [head, , ...rows] = printed.out
        .trim()
        .split('\n')
        .map((line) => line.split(' | '));
      return [head![4], ...rows.map((row) => row[4]?.split(' ')[0])];
    };
    const [, , loud] = await differences();
    expect(await differences()).toEqual(['against plain', '', loud]);
    expect(await differences('--against', 'loud')).toEqual(['against loud', (-Number(loud)).toFixed(1), '']);
  });

  test.each([
    [['--against', 'quiet'], 'no condition "quiet"'],
    [['--shard', '2/2'], 'I below N'],
    [['--shard', 'x'], 'I below N'],
  ])('%s is refused', async (more, sentence) => {
    expect(await sweep('c', ...more)).toBe(2);
    expect(printed.err).toContain(sentence);
    expect(existsSync(path('c'))).toBe(false);
  });

  test('a study that comes along needs no file, and not both', async () => {
    expect(await main(['sweep', '--canned', 'alpha', '--out', path('d'), '--table'])).toBe(0);
    expect(printed.out).toBe('No run is finished yet.\n');
    expect(await main(['sweep', '--canned', 'omega', '--out', path('d')])).toBe(2);
    expect(printed.err).toContain('There is no canned study "omega"');
    expect(await sweep('d', '--canned', 'alpha')).toBe(2);
    expect(printed.err).toContain('not both');
    expect(existsSync(path('d'))).toBe(false);
  });

  test('a folder of another study is left alone', async () => {
    writeFileSync(path('other.json'), JSON.stringify({ ...STUDY, seeds: [7] }));
    expect(await main(['sweep', '--file', path('other.json'), '--out', path('a')])).toBe(2);
    expect(printed.err).toContain('holds another study');
  });
});
