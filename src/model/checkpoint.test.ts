import { expect, test } from 'vitest';
import { TurnlabError } from '../core/errors.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.ts';
import { toyConfig } from './config.ts';
import { layoutOf } from './layout.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { initialWeights } from './weights.ts';

const config = toyConfig({ vocabulary: 10, width: 8, layers: 1, heads: 1, kvHeads: 1, mlpWidth: 8, maxTokens: 8 });
const { length } = layoutOf(config);
const weights = initialWeights(config, 1);
const later: Checkpoint = {
  config,
  step: 12,
  weights,
  moments: { first: new Float32Array(length).fill(0.5), second: new Float32Array(length).fill(0.25) },
};

test('round trip, before the first step and after; equal state gives equal bytes', () => {
  for (const checkpoint of [{ config, step: 0, weights }, later]) {
    expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
    expect(writeCheckpoint(checkpoint)).toEqual(writeCheckpoint({ ...checkpoint }));
  }
});

/** The same file with other metadata or tensors. */
function altered(metadata: Record<string, string>, drop?: string): Uint8Array {
  const read = readSafetensors(writeCheckpoint(later));
  const tensors = new Map([...read.tensors].filter(([name]) => name !== drop)) as Map<
    string,
    { shape: readonly number[]; data: Float32Array }
  >;
  return writeSafetensors(tensors, { ...read.metadata, ...metadata });
}

test.each([
  ['of another program', altered({ format: 'other' }), 'not a turnlab checkpoint'],
  ['of a later version', altered({ version: '2' }), 'version 2 is not readable here'],
  ['with a broken step', altered({ step: '-1' }), 'the step count -1 is not a count'],
  ['with a broken config', altered({ config: '{' }), 'config.json is not JSON'],
  ['without a moment', altered({}, 'secondMoment'), '"secondMoment" must hold'],
  ['without moments at a later step', altered({}, 'firstMoment'), '"firstMoment" must hold'],
  ['cut short', writeCheckpoint(later).subarray(0, 5000), 'cut off'],
  ['of something else', new TextEncoder().encode('hello world, this is not it'), 'larger than'],
  [
    'with NaN',
    writeCheckpoint({ ...later, weights: weights.map((w, i) => (i === 3 ? Number.NaN : w)) }),
    '"weights" holds NaN at position 3',
  ],
])('refuses a file %s', (_, bytes, sentence) => {
  expect(() => readCheckpoint(bytes)).toThrow(sentence);
  expect(() => readCheckpoint(bytes)).toThrow(TurnlabError);
});
