import { expect, test } from 'vitest';
import type { PlayerEvent, PlayerRequest } from '../../worker/player.ts';
import { openAgent, type PlayerWorker } from './agent-player.ts';

const OPENED = {
  kind: 'opened',
  stage: 'training',
  update: 4,
  temperature: 0.6,
  history: 2,
  observation: 'text',
  actionList: false,
} as const;
const VIEW = { task: 't', observation: 'o', admissible: [], past: [] };

/** Answers each request with the next of these; null = never. */
function worker(answers: readonly (PlayerEvent | null)[]): PlayerWorker & { asked: PlayerRequest[]; isOver: boolean } {
  const left = [...answers];
  const made: PlayerWorker & { asked: PlayerRequest[]; isOver: boolean } = {
    asked: [],
    isOver: false,
    onmessage: null,
    onerror: null,
    postMessage(request: PlayerRequest) {
      made.asked.push(request);
      const answer = left.shift();
      if (answer)
        queueMicrotask(() => made.onmessage?.call(made as unknown as Worker, { data: answer } as MessageEvent));
    },
    terminate() {
      made.isOver = true;
    },
  };
  return made;
}

test('opens with the checkpoint and gives what the worker says', async () => {
  const said = { kind: 'said', think: 'a', action: 'b', formatValid: true } as const;
  const made = worker([OPENED, said]);
  const agent = await openAgent(new Uint8Array(2), () => made);
  expect(agent.facts).toEqual({
    stage: 'training',
    update: 4,
    temperature: 0.6,
    history: 2,
    observation: 'text',
    actionList: false,
  });
  expect(await agent.say({ view: VIEW, episode: 1, turn: 0 })).toEqual({ think: 'a', action: 'b', formatValid: true });
  expect(made.asked.map(({ kind }) => kind)).toEqual(['open', 'say']);
});

test('a refusal is thrown as it is and ends the worker; so does a crash, and sending the agent away', async () => {
  const refusing = worker([{ kind: 'failed', code: 'bad-file', sentence: 'No.', next: 'Yes.' }]);
  await expect(openAgent(new Uint8Array(), () => refusing)).rejects.toMatchObject({ code: 'bad-file', next: 'Yes.' });
  expect(refusing.isOver).toBe(true);

  const crashing = worker([OPENED, null]);
  const agent = await openAgent(new Uint8Array(), () => crashing);
  const waiting = agent.say({ view: VIEW, episode: 0, turn: 0 });
  crashing.onerror?.call(crashing as unknown as Worker, { message: 'boom' } as ErrorEvent);
  await expect(waiting).rejects.toMatchObject({ code: 'worker-crashed', message: expect.stringContaining('boom') });

  const left = worker([OPENED, null]);
  const other = await openAgent(new Uint8Array(), () => left);
  const unheard = other.say({ view: VIEW, episode: 0, turn: 0 });
  other.dispose();
  await expect(other.say({ view: VIEW, episode: 0, turn: 1 })).rejects.toMatchObject({ code: 'bad-argument' });
  await expect(unheard).rejects.toMatchObject({ code: 'bad-argument' });
  expect(left.isOver).toBe(true);
});
