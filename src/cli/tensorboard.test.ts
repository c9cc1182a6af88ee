import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBundle } from '../train/bundle/bundle.ts';
import { tinyRun } from '../train/bundle/run.fixture.ts';
import { eventFile } from '../train/bundle/tensorboard.ts';
import { listening } from './main.fixture.ts';
import { main } from './main.ts';

const root = mkdtempSync(join(tmpdir(), 'turnlab-tensorboard-'));
const path = (name: string): string => join(root, name);
let created: string;
let lines: readonly string[];

const printed = listening();
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(async () => {
  const { bundle } = await tinyRun();
  ({ lines } = bundle);
  ({ created } = bundle.sheet);
  writeFileSync(path('run.zip'), writeBundle(bundle));
  mkdirSync(path('run'));
  writeFileSync(path('run/metrics.jsonl'), lines.map((line) => `${line}\n`).join(''));
  writeFileSync(path('run/run.json'), '{}');
  utimesSync(path('run/run.json'), new Date(created), new Date(created));
  // Trains, on a machine that may be busy.
}, 60_000);

describe('tensorboard', () => {
  test.each(['run', 'run.zip'])('of %s: one event file in a new folder', async (run) => {
    const folder = path(`logs/${run}`);
    expect(await main(['tensorboard', '--run', path(run), '--out', folder])).toBe(0);
    const { name, bytes } = eventFile(created, lines);
    expect(readdirSync(folder)).toEqual([name]);
    expect(new Uint8Array(readFileSync(join(folder, name)))).toEqual(bytes);
    expect(printed.out).toContain(name);
    expect(printed.err).toBe('');
  });
});

describe('mistakes: one line on stderr, exit 2, nothing written', () => {
  test.each([
    [[], 'needs --run and --out DIR'],
    [['--run', 'RUN'], 'needs --run and --out DIR'],
    [['--run', 'nowhere', '--out', 'NEW'], 'Cannot read nowhere'],
    [['--run', 'ROOT', '--out', 'NEW'], 'metrics.jsonl'],
    [['--run', 'TABLE', '--out', 'NEW'], 'not a zip file'],
    [['--run', 'RUN', '--out', 'TABLE'], 'Cannot write to --out'],
    [['--run', 'RUN', '--out', 'FULL'], 'holds an event file already'],
  ])('%j', async (argv, sentence) => {
    mkdirSync(path('full'), { recursive: true });
    writeFileSync(path('full/events.out.tfevents.1.elsewhere'), '');
    const named: Readonly<Record<string, string>> = {
      NEW: path('new'),
      RUN: path('run'),
      ROOT: root,
      TABLE: path('run/metrics.jsonl'),
      FULL: path('full'),
    };
    expect(await main(['tensorboard', ...argv.map((word) => named[word] ?? word)])).toBe(2);
    expect(printed.err).toContain(sentence);
    expect(printed.err.trim().split('\n')).toHaveLength(1);
    expect(existsSync(path('new'))).toBe(false);
    expect(readdirSync(path('full'))).toEqual(['events.out.tfevents.1.elsewhere']);
  });
});
