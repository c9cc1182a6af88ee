import { describe, expect, test } from 'vitest';
import { settingsFrom } from '../core/settings.ts';
import { NO_ALERTS, watch } from './alerts.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.ts';

const checkpoint: Checkpoint = {
  state: {
    settings: settingsFrom('nano', { seed: 3, epsilon: 0.01 }),
    stage: 'training',
    update: 7,
    warmUpdate: 40,
    tokens: 1234,
    began: settingsFrom('nano', { seed: 3 }),
    changes: [{ warmUpdate: 40, update: 5, turn: 3, changes: { epsilon: 0.01 } }],
    alerts: watch(NO_ALERTS, 1, { 'actor/skipped_steps': 1, 'episode/success_rate': 0.5 }).memory,
  },
  policy: Uint8Array.of(1, 2, 3),
  reference: Uint8Array.of(4, 5),
  tokenizer: new Uint8Array(),
};

describe('training checkpoint', () => {
  test('what was written is read back, and writing is deterministic', () => {
    const bytes = writeCheckpoint(checkpoint);
    expect(readCheckpoint(bytes)).toEqual(checkpoint);
    expect(writeCheckpoint(readCheckpoint(bytes))).toEqual(bytes);
  });

  test('one from before live changes and alerts were recorded began with the settings it holds', () => {
    const { began: _, changes: __, alerts: ___, ...old } = checkpoint.state;
    const bytes = writeCheckpoint({ ...checkpoint, state: old as Checkpoint['state'] });
    expect(readCheckpoint(bytes).state).toEqual({ ...old, began: old.settings, changes: [], alerts: NO_ALERTS });
  });

  test('the variants of kernels that computed the run are kept', () => {
    const kernels = { 'nvidia hopper': { 'matmulNT M64 N256 K64': 'tile64' } };
    const bytes = writeCheckpoint({ ...checkpoint, state: { ...checkpoint.state, kernels } });
    expect(readCheckpoint(bytes).state.kernels).toEqual(kernels);
  });

  test('works on a view into a larger buffer', () => {
    const bytes = writeCheckpoint(checkpoint);
    const shifted = new Uint8Array(bytes.length + 5);
    shifted.set(bytes, 5);
    expect(readCheckpoint(shifted.subarray(5))).toEqual(checkpoint);
  });

  test.each([
    ['empty', new Uint8Array(), 'not a turnlab checkpoint'],
    ['foreign', new Uint8Array(100).fill(7), 'not a turnlab checkpoint'],
    ['cut', writeCheckpoint(checkpoint).slice(0, -1), 'cut off or damaged'],
    ['one bit flipped', writeCheckpoint(checkpoint).map((b, i, all) => (i === all.length - 2 ? b ^ 4 : b)), 'damaged'],
  ])('%s bytes are a bad file', (_, bytes, sentence) => {
    expect(() => readCheckpoint(bytes)).toThrow(expect.objectContaining({ code: 'bad-file' }) as Error);
    expect(() => readCheckpoint(bytes)).toThrow(sentence);
  });
});
