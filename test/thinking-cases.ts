/** Shared by the Node and browser tests: Policy.generate with its thinking watched and cut. Knows executors only as an
 * interface. */
import { expect } from 'vitest';
import { Rng } from '../src/core/rng.ts';
import { NO_EXTREMA, replay } from '../src/engine/kernels/intervention.ts';
import type { Executor } from '../src/engine/executor.ts';
import type { GeneratedRow, GenerateRequest } from '../src/model/interface.ts';
import { Policy } from '../src/model/policy.ts';
import { ruleOf, type ThinkingControl } from '../src/model/thinking.ts';
import { MAX_TOKENS, requestFor, TOY } from './policy-cases.ts';

export const THINKING: ThinkingControl = {
  tokens: { thinkOpen: 1, thinkClose: 2, actionOpen: 3 },
  signal: 'blend',
  alpha: 0.4,
  topJ: 5,
  bounds: 'running',
  intervene: true,
  epsilon: 0.35,
  window: 1,
  minThink: 2,
  maxThink: 7,
  postPeak: true,
  budget: 0,
};

/** A policy, eleven rows, and what it writes when nothing is cut. A fresh policy knows no tags, so what opens thinking is
 * a token that it does write. */
async function played(executor: Executor) {
  const policy = await Policy.create(executor, TOY, { seed: 5, maxTokens: MAX_TOKENS });
  const request: GenerateRequest = {
    ...requestFor(new Rng(6, 'prompts'), 11, TOY.V),
    maxNewTokens: 20,
    stopToken: 999,
  };
  const free = await policy.generate(request);
  const unused = Array.from({ length: TOY.V }, (_, id) => id).filter((id) => !free.some((row) => row.ids.includes(id)));
  expect(unused.length, 'tokens that no row writes by itself').toBeGreaterThan(1);
  const tokens = { thinkOpen: free[0]!.ids[1]!, thinkClose: unused[0]!, actionOpen: unused[1]! };
  return { policy, request, free, thinking: { ...THINKING, tokens } };
}

const bytes = ({ ids, logprob, entropy, confidence }: GeneratedRow) => ({ ids, logprob, entropy, confidence });

/** Rows without a word about thinking, and rows watched as the default would: they must be equal. Watching something
 * else changes M alone. */
export async function freeAndWatched(executor: Executor): Promise<[GeneratedRow[], GeneratedRow[]]> {
  const { policy, request, free, thinking } = await played(executor);
  const watched = await policy.generate({ ...request, thinking: { ...thinking, intervene: false } });
  const fixed = { ...thinking, intervene: false, bounds: 'fixed', signal: 'entropy' } as const;
  const other = await policy.generate({ ...request, thinking: fixed });
  expect(other.map(bytes)).toEqual(free.map(bytes));
  expect(other.map((row) => row.uncertainty)).not.toEqual(free.map((row) => row.uncertainty));
  for (const row of other)
    for (const [t, H] of row.entropy.entries())
      expect(Math.abs(row.uncertainty[t]! - H / Math.log(TOY.V))).toBeLessThan(1e-6);
  policy.dispose();
  return [free, watched];
}

/** Rows are their free selves up to the cut, then the queue, and what is forced has the policy's own log-prob. Returns
 * the largest difference to what scoring says of all log-probs. */
export async function cutsForceTheQueue(executor: Executor): Promise<number> {
  const { policy, request, free, thinking } = await played(executor);
  const rows = await policy.generate({ ...request, thinking });
  const { thinkOpen, thinkClose, actionOpen } = thinking.tokens;
  const cuts = new Set(rows.map((row) => row.cut));
  expect(cuts.has('saturation') || cuts.has('cap')).toBe(true);
  expect(cuts.has('none')).toBe(true);
  const rule = ruleOf(thinking, TOY.V);
  for (const [b, row] of rows.entries()) {
    const again = replay(rule, row, NO_EXTREMA);
    expect([again.firedAt, again.cut]).toEqual([row.firedAt, row.cut]);
    expect(row.extrema).toEqual(again.extrema);
    const until = row.firedAt < 0 ? row.ids.length : row.firedAt + 1;
    expect(row.ids.subarray(0, until)).toEqual(free[b]!.ids.subarray(0, until));
    expect([...row.forced]).toEqual(Array.from(row.ids, (_, t) => (t === until || t === until + 1 ? 1 : 0)));
    const open = row.ids.indexOf(thinkOpen);
    if (row.firedAt < 0) {
      expect(open < 0 || row.ids.length - 1 - open <= thinking.maxThink).toBe(true);
      continue;
    }
    expect([...row.ids.subarray(until, until + 2)]).toEqual([thinkClose, actionOpen].slice(0, row.ids.length - until));
    expect(row.firedAt - open).toBeLessThanOrEqual(thinking.maxThink);
  }
  const sequences = rows.map(({ ids }, b) => Uint32Array.from([...request.rows[b]!.prompt, ...ids]));
  const scores = await policy.score(sequences, { temperature: 1, topJ: 5 });
  const worst = rows.map((row, b) => {
    const own = scores[b]!.logprob.subarray(request.rows[b]!.prompt.length);
    return Math.max(...row.logprob.map((logprob, t) => Math.abs(logprob - own[t]!)));
  });
  policy.dispose();
  return Math.max(...worst);
}

/** A turn goes on from the extrema of the one before, and another j gives the confidence of that j. */
export async function turnsGoOn(executor: Executor): Promise<number> {
  const { policy, request, free, thinking } = await played(executor);
  const later = await policy.generate({
    ...request,
    rows: request.rows.map((row, b) => ({ ...row, turn: 4, extrema: free[b]!.extrema })),
    thinking: { ...thinking, intervene: false, topJ: 3 },
  });
  let worst = 0;
  for (const [b, row] of later.entries()) {
    const { entropyLow, entropyHigh } = row.extrema;
    expect(entropyLow).toBe(Math.min(...free[b]!.entropy, ...row.entropy));
    expect(entropyHigh).toBe(Math.max(...free[b]!.entropy, ...row.entropy));
    const again = replay(ruleOf(thinking, TOY.V), row, free[b]!.extrema).uncertainty;
    worst = Math.max(worst, ...row.uncertainty.map((M, t) => Math.abs(M - again[t]!)));
  }
  const sequences = later.map(({ ids }, b) => Uint32Array.from([...request.rows[b]!.prompt, ...ids]));
  const scores = await policy.score(sequences, { temperature: 1, topJ: 3 });
  for (const [b, row] of later.entries())
    for (const [t, C] of row.confidence.entries())
      worst = Math.max(worst, Math.abs(C - scores[b]!.confidence[request.rows[b]!.prompt.length + t]!));
  policy.dispose();
  return worst;
}
