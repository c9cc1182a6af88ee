import { expect, test } from 'vitest';
import type { Shelf } from '../library/shelf.ts';
import type { AgentPlayer } from './agent-player.ts';
import { findAgentIn } from './run-agents.ts';

test('an agent is made anew when its run has kept something newer, and asked for again when it is gone', async () => {
  const saved: Record<string, string> = { a: '1', b: '1' };
  const opened: string[] = [];
  const library = {
    runOf: (id: string) => ({ saved: saved[id] }),
    resumePoint: (id: string) => Promise.resolve({ checkpoint: new TextEncoder().encode(`${id}${saved[id]}`) }),
  };
  const find = findAgentIn(
    () => Promise.resolve({ library } as unknown as Shelf),
    (checkpoint) => {
      opened.push(new TextDecoder().decode(checkpoint));
      return Promise.resolve({} as AgentPlayer);
    },
  );
  const first = await find('a', null);
  expect(await find('a', first)).toBe(first);
  saved['a'] = '2';
  const second = await find('a', first);
  expect(second).not.toBe(first);
  await find('b', second);
  await find('b', null);
  expect(opened).toEqual(['a1', 'a2', 'b1', 'b1']);
});
