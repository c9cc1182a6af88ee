/**
 * Long work: thousands of small updates, each after a turn of decoding, on one policy. Does a step become slower, does
 * memory grow? The first tenth is warm-up; the second is compared with the last.
 */
import { Rng } from '../core/rng.ts';
import type { Executor } from '../engine/executor.ts';
import { NONE } from '../engine/kernels/cache.ts';
import { toyConfig } from '../model/config.ts';
import type { TrainingRow } from '../model/interface.ts';
import { Policy } from '../model/policy.ts';
import type { Comparison } from './report.ts';
import { spreadOf } from './spread.ts';
import { OPTIMISER, POLICY_LOSS } from './tasks.ts';

const MODEL = { vocabulary: 64, width: 32, layers: 2, heads: 2, kvHeads: 2, mlpWidth: 96, maxTokens: 64 };
const ROWS = 8;
const NEW_TOKENS = 8;

/** Bytes of live JavaScript objects; null where nobody tells. */
function heapBytes(): number | null {
  const scope = globalThis as { gc?: () => void; process?: { memoryUsage?(): { heapUsed: number } } };
  scope.gc?.();
  const { memory } = performance as { memory?: { usedJSHeapSize: number } };
  return scope.process?.memoryUsage?.().heapUsed ?? memory?.usedJSHeapSize ?? null;
}

/** Rows of different lengths whose last tokens carry loss. */
function trainingRows(rng: Rng): TrainingRow[] {
  return Array.from({ length: ROWS }, () => {
    const length = 32 + rng.below(32);
    const start = length - NEW_TOKENS;
    const guess = new Float32Array(NEW_TOKENS).fill(-Math.log(MODEL.vocabulary));
    return {
      ids: Uint32Array.from({ length }, () => rng.below(MODEL.vocabulary)),
      start,
      lossMask: new Float32Array(NEW_TOKENS).fill(1),
      advantage: Float32Array.from({ length: NEW_TOKENS }, () => rng.normal()),
      oldLogprob: guess,
      refLogprob: guess,
    };
  });
}

async function iteration(policy: Policy, rng: Rng, seed: number): Promise<void> {
  const rows = trainingRows(rng);
  await policy.generate({
    rows: rows.map(({ ids, start }, episode) => ({ prompt: ids.subarray(0, start), episode, turn: 0, attempt: 0 })),
    maxNewTokens: NEW_TOKENS,
    stopToken: NONE,
    sampling: { temperature: 1, topK: 0, topP: 1, greedy: false },
    seed,
  });
  await policy.update(rows, POLICY_LOSS, OPTIMISER);
}

export async function soak(executor: Executor, updates: number, adapter: string): Promise<Comparison> {
  const policy = await Policy.create(executor, toyConfig(MODEL), { seed: 1, maxTokens: MODEL.maxTokens });
  const rng = new Rng(1, 'bench/soak');
  const times: number[] = [];
  const tenth = Math.floor(updates / 10);
  let heapBefore: number | null = null;
  let bytesBefore = 0;
  for (let i = 0; i < updates; i++) {
    if (i === tenth) {
      heapBefore = heapBytes();
      bytesBefore = executor.counters.bytes;
    }
    const start = performance.now();
    await iteration(policy, rng, i);
    times.push(performance.now() - start);
  }
  const early = spreadOf(times.slice(tenth, 2 * tenth));
  const late = spreadOf(times.slice(-tenth));
  return {
    benchmark: 'soak',
    size: `${updates} updates and turns of L${MODEL.layers} d${MODEL.width}, ${ROWS} rows`,
    peer: 'none',
    adapter,
    early_ms: early.median,
    late_ms: late.median,
    drift: late.median / early.median - 1,
    // Other work on the machine moves the median, hardly ever the fastest step.
    early_min_ms: early.min,
    late_min_ms: late.min,
    heap_before: heapBefore,
    heap_after: heapBytes(),
    device_bytes_before: bytesBefore,
    device_bytes_after: executor.counters.bytes,
  };
}

/** For people. */
export function soakLines({ size, adapter, drift, ...more }: Comparison): string[] {
  const ms = (key: string): string => `${Number(more[key]).toFixed(2)} ms`;
  const mebibytes = (key: string): string =>
    typeof more[key] === 'number' ? `${(more[key] / 2 ** 20).toFixed(1)} MiB` : 'unknown';
  return [
    `soak ${size}, ${adapter}`,
    `  ${ms('early_ms')} early, ${ms('late_ms')} late: drift ${(100 * Number(drift)).toFixed(1)} %`,
    `  fastest ${ms('early_min_ms')} early, ${ms('late_min_ms')} late`,
    `  JS heap ${mebibytes('heap_before')} to ${mebibytes('heap_after')}, device ${mebibytes('device_bytes_before')} to ${mebibytes('device_bytes_after')}`,
  ];
}
