/** A small real run for tests of bundles and of the library: trained once on the CPU, with a live change on the way. */
import { settingsFrom } from '../../core/settings.ts';
import { CpuExecutor } from '../../engine/cpu/executor.ts';
import { readCheckpoint } from '../checkpoint.ts';
import { jsonLine } from '../event-line.ts';
import type { TrainEvent } from '../events.ts';
import { Trainer } from '../trainer.ts';
import { makeBundle, type Bundle } from './bundle.ts';
import { episodeLine } from './episode-line.ts';
import { SHEET_FORMAT, SHEET_VERSION, sheetPartOf, type RunSheet } from './run-sheet.ts';

const TINY = {
  env: 'numberline',
  width: 16,
  heads: 2,
  kvHeads: 2,
  mlpWidth: 32,
  groups: 2,
  groupSize: 2,
  maxNewTokens: 16,
  warmMaxUpdates: 2,
  evalEpisodes: 8,
  evalEvery: 1,
  updates: 2,
};

export function sheetOf(checkpoint: Uint8Array, more: Partial<RunSheet> = {}): RunSheet {
  return {
    format: SHEET_FORMAT,
    version: SHEET_VERSION,
    turnlab: '0.1.0',
    id: 'test-run',
    name: 'calm otter',
    colour: 0,
    dash: 0,
    starred: false,
    notes: 'Größe ≠ 0\n“two lines”',
    created: '2026-11-20T12:00:00.000Z',
    backend: 'CPU · WASM SIMD',
    preset: 'nano',
    against: 'Nano',
    changed: ['Width D 32 → 16'],
    ...sheetPartOf(readCheckpoint(checkpoint).state),
    ...more,
  };
}

/** What a run of two updates leaves, and the same as a bundle; `parameters` in the order of the pool. */
export async function tinyRun(): Promise<{ bundle: Bundle; weights: Uint8Array }> {
  const executor = await CpuExecutor.create({ precision: 'f32' });
  const lines: string[] = [];
  const episodes: string[] = [];
  const emit = (event: TrainEvent): void => {
    const line = jsonLine(event);
    if (line !== null) lines.push(line);
    if (event.kind === 'episode') episodes.push(episodeLine(event));
  };
  const trainer = await Trainer.create(settingsFrom('nano', TINY), { executor, emit });
  while (trainer.update < 1) await trainer.step();
  trainer.set({ temperature: 0.5 });
  while (await trainer.step());
  const checkpoint = await trainer.checkpoint();
  const weights = await trainer.policy.exportWeights();
  trainer.dispose();
  executor.dispose();
  return { bundle: makeBundle(sheetOf(checkpoint), lines, episodes, checkpoint), weights };
}
