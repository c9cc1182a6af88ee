/** Thinking watched and cut on the CPU executors: exactly the pure rule over what they record. */
import { afterAll, describe, expect, it } from 'vitest';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { checkThinkingTurn, thinkingTurns } from '../kernels/thinking-turns.ts';

describe.each(['f32', 'f64'] as const)('%s', async (precision) => {
  const executor = await CpuExecutor.create({ precision });
  afterAll(() => executor.dispose());

  it.each(thinkingTurns)('$name', async (turn) => {
    expect(await checkThinkingTurn(executor, turn, 0)).toEqual(expect.arrayContaining([...turn.shows]));
  });
});
