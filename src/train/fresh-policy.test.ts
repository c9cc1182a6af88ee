/** What settings say about memory and arithmetic: recomputing changes no byte, and 16 bits are refused in one sentence. */
import { expect, test, vi } from 'vitest';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import type { TrainEvent } from './events.ts';
import { TINY_AGENT } from './tiny.fixture.ts';
import { Trainer } from './trainer.ts';

/** Two cloning updates. */
const SHORT = { ...TINY_AGENT, groups: 2, maxNewTokens: 16, warmMaxUpdates: 2, updates: 0 } satisfies Partial<Settings>;
const DEEP = { layers: 3, width: 32, mlpWidth: 128 };
/** One more by rewards, with a reference policy beside the one that learns. */
const WITH_REFERENCE = { updates: 1, klCoef: 0.1 };

async function trained(overrides: Partial<Settings>) {
  const executor = await CpuExecutor.create({ precision: 'f32' });
  const allowHalf = vi.spyOn(executor, 'allowHalf');
  const events: TrainEvent[] = [];
  const trainer = await Trainer.create(settingsFrom('micro', { ...SHORT, ...overrides }), {
    executor,
    emit: (event) => events.push(event),
  });
  while (await trainer.step());
  const parameters = await trainer.policy.parameters();
  const half = events.flatMap((event) =>
    event.kind === 'warning' && event.sentence.includes('16 bits') ? [event.sentence] : [],
  );
  executor.dispose();
  return { parameters, peak: executor.counters.peakBytes, half, asked: allowHalf.mock.calls.map(([wanted]) => wanted) };
}

test('layers computed twice: the same bytes for less memory, and more than there are means all but the last', async () => {
  const kept = await trained(DEEP);
  const again = await trained({ ...DEEP, recompute: 11 });
  expect(again.parameters).toEqual(kept.parameters);
  expect(again.peak).toBeLessThan(kept.peak);
});

test('16 bits without a card that computes with them: one sentence, and the bytes of 32', async () => {
  const whole = await trained(WITH_REFERENCE);
  const half = await trained({ ...WITH_REFERENCE, precision: '16' });
  expect(half.half).toEqual(['CPU · WASM SIMD does not compute with 16 bits, so this run stays with 32.']);
  expect(half.parameters).toEqual(whole.parameters);
  expect(whole.half).toEqual([]);
  // Said each time, because an executor may have worked for another run before: once a policy.
  expect(half.asked).toEqual([true, true]);
  expect(whole.asked).toEqual([false, false]);
});
