import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBundle, writeBundle } from '../train/bundle/bundle.ts';
import { listening, TINY_RUN } from './main.fixture.ts';
import { main } from './main.ts';

const root = mkdtempSync(join(tmpdir(), 'turnlab-bundle-'));
const path = (name: string): string => join(root, name);
const zip = path('run.zip');

const printed = listening();
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(async () => {
  printed.listen();
  await main(['train', ...TINY_RUN, '--updates', '1', '--out', path('run')]);
  // A live change on the way, so that replaying has something to repeat.
  await main(['train', '--resume', path('run'), '--updates', '2', '--temperature', '0.5', '--backend', 'cpu']);
  expect(printed.err).toBe('');
  // Trains, on a machine that may be busy.
}, 60_000);

describe('bundle', () => {
  test('puts a run folder into one file, and leaves the folder alone', async () => {
    const before = readdirSync(path('run'));
    expect(await main(['bundle', '--run', path('run'), '--out', zip, '--notes', 'first try'])).toBe(0);
    expect(printed.out).toContain('2 updates');
    expect(readdirSync(path('run'))).toEqual(before);
    const { sheet, lines } = readBundle(readFileSync(zip));
    expect(sheet).toMatchObject({ preset: 'nano', notes: 'first try', update: 2, stage: 'finished', seed: 0 });
    expect(sheet.changed).toContain('Width D 32 → 16');
    expect(lines.join('\n')).toBe(readFileSync(path('run/metrics.jsonl'), 'utf8').trim());
  });

  test('the same folder gives the same bytes', async () => {
    expect(await main(['bundle', '--run', path('run'), '--out', path('b.zip'), '--notes', 'first try'])).toBe(0);
    expect(readFileSync(path('b.zip'))).toEqual(readFileSync(zip));
  });
});

describe('verify', () => {
  test('trains again from the seed and finds the same weights', async () => {
    expect(await main(['verify', '--bundle', zip])).toBe(0);
    expect(printed.out).toMatch(
      /is what it says: .* 2 cloning updates and 2 updates give the same weights \(sha256 [0-9a-f]{64}\)/,
    );
  });

  test('notices settings that are not those of the weights', async () => {
    const bundle = readBundle(readFileSync(zip));
    const began = { ...bundle.sheet.began, warmLearningRate: 0.001 };
    writeFileSync(path('forged.zip'), writeBundle({ ...bundle, sheet: { ...bundle.sheet, began } }));
    expect(await main(['verify', '--bundle', path('forged.zip'), '--json'])).toBe(1);
    expect(JSON.parse(printed.out)).toMatchObject({ kind: 'verify', verified: false });
  });
});

describe('mistakes: one line on stderr, exit 2, nothing written', () => {
  test.each([
    [['bundle'], 'needs --run DIR and --out FILE'],
    [['bundle', '--run', 'nowhere', '--out', 'NEW'], 'Cannot read nowhere/checkpoint.bin'],
    [['bundle', '--run', 'RUN', '--out', 'RUN'], 'exists already'],
    [['bundle', '--run', 'RUN', '--out', 'nowhere/new.zip'], 'Cannot write to --out nowhere/new.zip'],
    [['verify'], 'verify needs --bundle FILE'],
    [['verify', '--bundle', 'nowhere'], 'Cannot read nowhere'],
    [['verify', '--bundle', 'SHEET'], 'not a zip file'],
  ])('%j', async (argv, sentence) => {
    const named: Readonly<Record<string, string>> = {
      NEW: path('new.zip'),
      RUN: path('run'),
      SHEET: path('run/run.json'),
    };
    expect(await main(argv.map((word) => named[word] ?? word))).toBe(2);
    expect(printed.err).toContain(sentence);
    expect(printed.err.trim().split('\n')).toHaveLength(1);
    expect(existsSync(path('new.zip'))).toBe(false);
  });
});
