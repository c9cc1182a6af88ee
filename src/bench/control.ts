/**
 * What the control of thinking costs a decoded token: the same turn of the same rows with it and without it, in turn. The
 * uncertainty is recorded in both; "without" nothing looks at it. No threshold is reached, so that both say the same.
 */
import type { Executor } from '../engine/executor.ts';
import { NONE } from '../engine/kernels/cache.ts';
import type { GeneratedRow } from '../model/interface.ts';
import { Policy } from '../model/policy.ts';
import type { ThinkingControl } from '../model/thinking.ts';
import { L2_D64 } from './cases/models.ts';
import type { Comparison } from './report.ts';
import { spreadOf } from './spread.ts';
import { integers } from './tasks.ts';

const ROWS = 64;
const TOKENS = 127;
const FIRST = integers(ROWS, L2_D64.config.V, 'control');

async function turn(policy: Policy, thinking?: ThinkingControl): Promise<readonly GeneratedRow[]> {
  return policy.generate({
    rows: Array.from(FIRST, (token, episode) => ({ prompt: Uint32Array.of(token), episode, turn: 0, attempt: 0 })),
    maxNewTokens: TOKENS,
    stopToken: NONE,
    sampling: { temperature: 1, topK: 0, topP: 1, greedy: true },
    seed: 1,
    ...(thinking && { thinking }),
  });
}

/** Thinking begins with the token that is said most often in the first half, and never ends: most rows are watched. */
function watching(rows: readonly GeneratedRow[]): ThinkingControl {
  const said = rows.flatMap(({ ids }) => [...ids.subarray(0, TOKENS / 2)]);
  const thinkClose = Array.from({ length: L2_D64.config.V }, (_, id) => id).find(
    (id) => !rows.some(({ ids }) => ids.includes(id)),
  )!;
  const times = (token: number): number => said.filter((one) => one === token).length;
  const thinkOpen = [...new Set(said)].reduce((most, token) => (times(token) > times(most) ? token : most));
  return {
    tokens: { thinkOpen, thinkClose, actionOpen: thinkClose },
    signal: 'blend',
    alpha: 0.4,
    topJ: 5,
    bounds: 'running',
    intervene: true,
    epsilon: 0,
    window: 2,
    minThink: 0,
    maxThink: 0,
    postPeak: true,
    budget: 0,
  };
}

/** Throws when control that cuts nothing changes what is said. */
export async function control(executor: Executor, rounds: number, adapter: string): Promise<Comparison> {
  const config = { ...L2_D64.config, tied: false };
  const policy = await Policy.create(executor, config, { seed: 2, maxTokens: TOKENS + 1 });
  const free = await turn(policy);
  const thinking = watching(free);
  const watched = await turn(policy, thinking);
  const idsOf = (rows: readonly GeneratedRow[]): string => rows.map(({ ids }) => ids.join()).join(';');
  if (idsOf(free) !== idsOf(watched)) throw new Error('with control that cuts nothing other tokens are said');
  const ms: Record<'on' | 'off', number[]> = { on: [], off: [] };
  for (let round = 0; round < 2 * rounds; round++)
    for (const side of round % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
      const start = performance.now();
      await turn(policy, side === 'on' ? thinking : undefined);
      ms[side].push((performance.now() - start) / TOKENS);
    }
  policy.dispose();
  const [on, off] = [spreadOf(ms.on), spreadOf(ms.off)];
  return {
    benchmark: 'control',
    size: `${L2_D64.name} B ${ROWS}, ${TOKENS} tokens`,
    peer: 'none',
    adapter,
    samples: ms.on.length,
    on_ms: on.median,
    off_ms: off.median,
    on_min_ms: on.min,
    off_min_ms: off.min,
    overhead: on.median / off.median,
  };
}

/** For people. */
export function controlLines({ size, adapter, samples, overhead, ...more }: Comparison): string[] {
  const ms = (key: string): string => `${Number(more[key]).toFixed(4)} ms`;
  return [
    `control of thinking ${size}, per token, ${adapter}`,
    `  ${ms('on_ms')} with it, ${ms('off_ms')} without: ${Number(overhead).toFixed(3)}× (median of ${Number(samples)} each)`,
    `  fastest ${ms('on_min_ms')} with it, ${ms('off_min_ms')} without`,
  ];
}
