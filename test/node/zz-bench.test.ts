import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { toyConfig } from '../../src/model/config.ts';
import { Policy } from '../../src/model/policy.ts';
import { randomIds, SAMPLING } from '../policy-cases.ts';
import { OPEN } from './identity-open.ts';
test('bench', async () => {
  const [executor] = (await OPEN(CpuExecutor)) as never[];
  const config = toyConfig({ vocabulary: 600, width: 64, layers: 2, heads: 4, kvHeads: 4, mlpWidth: 192, maxTokens: 200 });
  const policy = await Policy.create(executor!, config, { seed: 1, maxTokens: 200 });
  const rng = new Rng(1, 'rows');
  const request = { rows: Array.from({ length: 64 }, (_, episode) => ({ prompt: randomIds(new Rng(1, 'p'), 100, 600), episode, turn: 0, attempt: 0 })), maxNewTokens: 40, stopToken: 100000, sampling: { ...SAMPLING, greedy: true }, seed: 3 };
  const free = await policy.generate(request);
  const thinking = { tokens: { thinkOpen: free[0]!.ids[0]!, thinkClose: 1, actionOpen: 2 }, signal: 'blend', alpha: 0.4, topJ: 5, bounds: 'running', intervene: true, epsilon: 0, window: 4, minThink: 2, maxThink: 0, postPeak: true, budget: 0 } as const;
  // every row thinks: any of the ids it starts with
  const variants: Record<string, object> = { off: request };
  if ('uncertainty' in free[0]!) variants['on'] = { ...request, thinking };
  const times: Record<string, number[]> = {};
  for (let r = 0; r < 12; r++) for (const [name, q] of Object.entries(variants)) {
    const u = process.cpuUsage(); await policy.generate(q as never); (times[name] ??= []).push(process.cpuUsage(u).user / 1000);
  }
  console.log('BENCH ' + Object.entries(times).map(([n, ts]) => n + ' min ' + Math.min(...ts).toFixed(1) + ' median ' + ts.slice().sort((a, b) => a - b)[6]!.toFixed(1)).join(' | '));
  expect(1).toBe(1);
}, 200000);
