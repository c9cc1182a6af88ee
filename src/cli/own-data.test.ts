/** Own data on the command line: trained on, gone on with, evaluated and measured; and what goes wrong with it. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OwnKind } from '../core/environments.ts';
import { OWN_TEXTS } from '../envs/own.fixture.ts';
import { listening, TINY_RUN } from './main.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'turnlab-own-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = (name: string): string => join(root, name);
const fileOf = (kind: OwnKind): string => path(`${kind}.txt`);
const weights = (run: string): Uint8Array => readFileSync(path(`${run}/model.safetensors`));

const printed = listening();

/** A command in a program that has just started: no data was brought to it. */
let main: (typeof import('./main.ts'))['main'];
beforeEach(async () => {
  vi.resetModules();
  ({ main } = await import('./main.ts'));
});

const TINY = TINY_RUN.filter((_, i, all) => all[i] !== '--env' && all[i - 1] !== '--env');
const LONG = ['--max-new-tokens', '60'];
const train = (...argv: string[]): string[] => [
  'train',
  ...TINY.filter((_, i, all) => all[i] !== '--max-new-tokens' && all[i - 1] !== '--max-new-tokens'),
  ...LONG,
  ...argv,
];

beforeAll(() => {
  for (const [kind, text] of Object.entries(OWN_TEXTS)) writeFileSync(fileOf(kind as OwnKind), text);
});

describe.each(Object.keys(OWN_TEXTS) as OwnKind[])('%s', (kind) => {
  const own = ['--env', `own-${kind}`];
  const data = ['--data', fileOf(kind)];

  test('is trained on and evaluated from its folder alone', async () => {
    expect(await main(train(...own, ...data, '--updates', '2', '--out', path(kind)))).toBe(0);
    expect(existsSync(path(`${kind}/data.txt`))).toBe(true);
    vi.resetModules();
    ({ main } = await import('./main.ts'));
    printed.out = '';
    const argv = ['eval', '--model', path(kind), '--episodes', '4', '--split', 'test', '--json', '--backend', 'cpu'];
    expect(await main(argv)).toBe(0);
    expect(JSON.parse(printed.out)).toMatchObject({
      env: expect.stringMatching(`^own-${kind}-`) as string,
      split: 'test',
    });
    expect(printed.err).toBe('');
  });

  test('is resumed, replayed and cloned from its folder alone, to the bytes of a whole run', async () => {
    expect(await main(train(...own, ...data, '--updates', '1', '--out', path(`${kind}-b`)))).toBe(0);
    vi.resetModules();
    ({ main } = await import('./main.ts'));
    expect(await main(['train', '--resume', path(`${kind}-b`), '--updates', '2', '--backend', 'cpu'])).toBe(0);
    expect(weights(`${kind}-b`)).toEqual(weights(kind));
    vi.resetModules();
    ({ main } = await import('./main.ts'));
    expect(await main(['train', '--replay', path(kind), '--out', path(`${kind}-c`), '--backend', 'cpu'])).toBe(0);
    expect(weights(`${kind}-c`)).toEqual(weights(kind));
    vi.resetModules();
    ({ main } = await import('./main.ts'));
    const clone = ['--clone', path(kind), '--updates', '2', '--out', path(`${kind}-d`)];
    expect(await main(train(...own, ...clone))).toBe(0);
    expect(weights(`${kind}-d`)).toEqual(weights(kind));
  });

  test('is measured', async () => {
    expect(await main(['envs', ...own, ...data, '--episodes', '5', '--json'])).toBe(0);
    expect(JSON.parse(printed.out)).toMatchObject({ oracleSuccess: 1, level: 0 });
  });

  test('goes into a bundle as a file of its own, and the run is verified from it', async () => {
    expect(await main(['bundle', '--run', path(kind), '--out', path(`${kind}.zip`)])).toBe(0);
    expect(printed.out).toContain('with its data');
    vi.resetModules();
    ({ main } = await import('./main.ts'));
    expect(await main(['verify', '--bundle', path(`${kind}.zip`), '--backend', 'cpu', '--json'])).toBe(0);
    expect(printed.out).toContain('"verified":true');
  });
});

test('an ONNX policy plays it once the file is named again', async () => {
  expect(await main(['export', '--run', path('wordle'), '--onnx', path('policy.onnx')])).toBe(0);
  vi.resetModules();
  ({ main } = await import('./main.ts'));
  const argv = ['eval', '--onnx', path('policy.onnx'), '--episodes', '2', '--json'];
  expect(await main(argv)).toBe(2);
  expect(printed.err).toMatch(/which is not here. Bring the same file/);
  printed.out = '';
  expect(await main([...argv, '--data', fileOf('wordle')])).toBe(0);
  expect(JSON.parse(printed.out)).toMatchObject({ 'val/episodes': 2 });
});

test('a study names it by its id and is given the file', async () => {
  printed.out = '';
  expect(await main(['envs', '--env', 'own-wordle', '--data', fileOf('wordle'), '--episodes', '1', '--json'])).toBe(0);
  const { env } = JSON.parse(printed.out) as { env: string };
  const tiny = { width: 16, layers: 1, heads: 2, kvHeads: 2, mlpWidth: 32, groups: 2, groupSize: 2 };
  const settings = { ...tiny, env, warmMaxUpdates: 2, evalEpisodes: 8, updates: 1 };
  writeFileSync(path('study.json'), JSON.stringify({ name: 'own', preset: 'nano', settings, seeds: [0] }));
  const argv = ['sweep', '--file', path('study.json'), '--backend', 'cpu', '--out'];
  vi.resetModules();
  ({ main } = await import('./main.ts'));
  expect(await main([...argv, path('sweep-without')])).toBe(2);
  expect(printed.err).toMatch(/which is not here. Bring the same file/);
  expect(await main([...argv, path('sweep'), '--data', fileOf('wordle')])).toBe(0);
  expect(existsSync(path('sweep/own/s0/data.txt'))).toBe(true);
});

test('a study may name built-in environments besides; one that names none is given no file', async () => {
  printed.out = '';
  expect(await main(['envs', '--env', 'own-wordle', '--data', fileOf('wordle'), '--episodes', '1', '--json'])).toBe(0);
  const { env } = JSON.parse(printed.out) as { env: string };
  const tiny = { width: 16, layers: 1, heads: 2, kvHeads: 2, mlpWidth: 32, groups: 2, groupSize: 2 };
  const settings = { ...tiny, warmMaxUpdates: 2, evalEpisodes: 8, updates: 1 };
  const study = (grid: object): string => JSON.stringify({ name: 'mixed', preset: 'nano', settings, grid, seeds: [0] });
  writeFileSync(path('mixed.json'), study({ env: ['numberline', env] }));
  writeFileSync(path('none.json'), study({ env: ['numberline', 'bandit'] }));
  const argv = ['--backend', 'cpu', '--data', fileOf('wordle')];
  expect(await main(['sweep', '--file', path('none.json'), '--out', path('none'), ...argv])).toBe(2);
  expect(printed.err).toContain('The study names no own data');
  expect(existsSync(path('none'))).toBe(false);
  for (const shard of ['0/2', '1/2'])
    expect(await main(['sweep', '--file', path('mixed.json'), '--out', path('mixed'), '--shard', shard, ...argv])).toBe(
      0,
    );
});

test('a run whose kept data was damaged says so, and is evaluated on the file that is named', async () => {
  const folder = path('damaged');
  cpSync(path('wordle'), folder, { recursive: true });
  writeFileSync(join(folder, 'data.txt'), 'house\nsky');
  const argv = ['eval', '--model', folder, '--episodes', '4', '--backend', 'cpu'];
  expect(await main(argv)).toBe(2);
  expect(printed.err).toContain('The data kept with this run is not that of own-wordle-');
  expect(await main([...argv, '--data', fileOf('wordle')])).toBe(0);
});

describe('refusals', () => {
  const out = (): string[] => ['--out', path('none')];
  test.each<[string, () => string[], RegExp]>([
    ['no file', () => train('--env', 'own-wordle', ...out()), /--env own-wordle needs --data FILE/],
    ['a file that is not there', () => train('--env', 'own-wordle', '--data', path('x'), ...out()), /Cannot read/],
    [
      'another kind of file',
      () => train('--env', 'own-wordle', '--data', fileOf('search'), ...out()),
      /Line 1 of the list/,
    ],
    ['an unknown kind', () => train('--env', 'own-cars', '--data', fileOf('wordle'), ...out()), /cannot be "own-cars"/],
    [
      'data for a built-in environment',
      () => train('--env', 'house', '--data', fileOf('wordle'), ...out()),
      /--data goes with an environment over own data/,
    ],
    [
      'an id whose data is elsewhere',
      () => train('--env', 'own-wordle-0123456789abcdef', ...out()),
      /which is not here. Bring the same file/,
    ],
    [
      'an id of other data',
      () => train('--env', 'own-wordle-0123456789abcdef', '--data', fileOf('wordle'), ...out()),
      /is not the data of own-wordle-0123456789abcdef/,
    ],
    [
      'data for a run that goes on',
      () => ['train', '--resume', path('wordle'), '--data', fileOf('wordle')],
      /--resume goes on with the data of that run/,
    ],
    [
      'a level it has not',
      () => ['envs', '--env', 'own-wordle', '--data', fileOf('wordle'), '--level', '1'],
      /from 0 to 0/,
    ],
  ])('%s', async (_, argv, sentence) => {
    expect(await main(argv())).toBe(2);
    expect(printed.err).toMatch(sentence);
    expect(printed.err.trim()).not.toContain('\n');
    expect(existsSync(path('none'))).toBe(false);
  });
});
