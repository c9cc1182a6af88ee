import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeOnnx, type OnnxGraph } from '../model/onnx/encode.ts';
import { listening } from './main.fixture.ts';
import { main } from './main.ts';

const root = mkdtempSync(join(tmpdir(), 'turnlab-onnx-'));
const path = (name: string): string => join(root, name);

const printed = listening();
afterAll(() => rmSync(root, { recursive: true }));

const TINY =
  '--preset nano --env numberline --backend cpu --max-new-tokens 16 --width 16 --heads 2 --kv-heads 1 --mlp-width 32 ' +
  '--groups 2 --group-size 2 --warm-max-updates 40 --eval-episodes 8 --eval-every 1 --updates 1';

/** Ids in, one number for each of 3 tokens out: no vocabulary of ours. */
const FOREIGN: OnnxGraph = {
  nodes: [{ op: 'Gather', inputs: ['table', 'ids'], outputs: ['y'], attributes: { axis: 0 } }],
  constants: [{ name: 'table', type: 'float', shape: [3, 3], data: new Float32Array(9) }],
  inputs: [{ name: 'ids', type: 'int64', shape: [1, 'T'] }],
  outputs: [{ name: 'y', type: 'float', shape: [1, 'T', 3] }],
};

beforeAll(async () => {
  printed.listen();
  await main(['train', ...TINY.split(' '), '--out', path('run')]);
  await main(['export', '--run', path('run'), '--onnx', path('policy.onnx')]);
  expect(printed.err).toBe('');
  mkdirSync(path('alone'));
  writeFileSync(path('junk.onnx'), 'not a model at all');
  writeFileSync(path('cut.onnx'), readFileSync(path('policy.onnx')).subarray(0, 20_000));
  writeFileSync(path('alone/foreign.onnx'), encodeOnnx(FOREIGN));
  const output = { name: 'y', type: 'float' as const, shape: [1, 'T'] };
  writeFileSync(path('alone/flat.onnx'), encodeOnnx({ ...FOREIGN, outputs: [output] }));
  writeFileSync(path('alone/two.onnx'), encodeOnnx({ ...FOREIGN, inputs: [...FOREIGN.inputs, output] }));
  copyFileSync(path('alone/foreign.onnx'), path('run/foreign.onnx'));
  // Trains, on a machine that may be busy.
}, 60_000);

describe('export --onnx', () => {
  test('says what it wrote, gives the same bytes again, and leaves the folder alone', async () => {
    const before = readdirSync(path('run'));
    expect(await main(['export', '--run', path('run'), '--onnx', path('again.onnx')])).toBe(0);
    expect(printed.out).toMatch(/again\.onnx: the policy after 1 updates, \d+ kB/);
    expect(readFileSync(path('again.onnx'))).toEqual(readFileSync(path('policy.onnx')));
    expect(readdirSync(path('run'))).toEqual(before);
  });
});

describe('eval --onnx', () => {
  test('plays as the model folder does: same tasks, same turns, as it was trained unless told otherwise', async () => {
    const common = ['--episodes', '12', '--split', 'test', '--json'];
    expect(await main(['eval', '--onnx', path('policy.onnx'), ...common])).toBe(0);
    const onnx = JSON.parse(printed.out) as Record<string, unknown>;
    printed.out = '';
    expect(await main(['eval', '--model', path('run'), ...common, '--backend', 'cpu'])).toBe(0);
    const folder = JSON.parse(printed.out) as Record<string, unknown>;
    expect(onnx).toMatchObject({ kind: 'evaluation', env: 'numberline', split: 'test', 'val/episodes': 12 });
    expect(Object.keys(onnx)).toEqual(Object.keys(folder));
    for (const key of ['val/success_rate', 'val/length/mean', 'val/response_length/mean', 'val/score'])
      expect(onnx[key]).toBe(folder[key]);
    expect(printed.err).toBe('');
  });

  test('in any environment', async () => {
    const argv = ['eval', '--onnx', path('policy.onnx'), '--env', 'house', '--level', '0', '--episodes', '2'];
    const code = await main(argv);
    expect([code, printed.err]).toEqual([0, '']);
    expect(printed.out).toContain('2 tasks of house level 0: success');
  });
});

describe('mistakes: one line on stderr, exit 2, nothing written', () => {
  test.each([
    [['export'], 'needs --run DIR and --onnx FILE'],
    [['export', '--run', 'nowhere', '--onnx', 'new.onnx'], 'Cannot read nowhere/checkpoint.bin'],
    [['export', '--run', 'run', '--onnx', 'policy.onnx'], 'exists already'],
    [['export', '--run', 'run', '--onnx', 'nowhere/new.onnx'], 'Cannot write to --onnx'],
    [['eval', '--onnx', 'nowhere.onnx'], 'Cannot read'],
    [['eval', '--onnx', 'junk.onnx'], 'not an ONNX model'],
    [['eval', '--onnx', 'cut.onnx'], 'not an ONNX model'],
    [['eval', '--onnx', 'alone/foreign.onnx'], 'carries no tokenizer of turnlab'],
    [['eval', '--onnx', 'alone/flat.onnx'], 'output “y” is [1, ?], not [1, T, V]'],
    [['eval', '--onnx', 'alone/two.onnx'], 'takes 2 inputs (ids, y); a policy takes one'],
    [['eval', '--onnx', 'run/foreign.onnx'], 'the ONNX model gives logits for 3'],
    [['eval', '--onnx', 'policy.onnx', '--model', 'run'], 'not both'],
    [['eval', '--onnx', 'policy.onnx', '--max-new-tokens', '240'], 'leaves no room for a prompt'],
  ])('%j', async (argv, sentence) => {
    const inRoot = (word: string): string => (/^(nowhere\/|new)|\.onnx$|^run$/.test(word) ? path(word) : word);
    expect(await main(argv.map(inRoot))).toBe(2);
    expect(printed.err).toContain(sentence);
    expect(printed.err.trim().split('\n')).toHaveLength(1);
    expect(printed.out).toBe('');
    expect(existsSync(path('new.onnx'))).toBe(false);
  });
});
