/** The worker of the page hears messages in the middle of an update, although the CPU executor never waits for anything. */
import { afterEach, expect, test } from 'vitest';
import { settingsFrom } from '../../src/core/settings.ts';
import type { Command, WorkerEvent } from '../../src/worker/protocol.ts';

const worker = new Worker(new URL('../../src/worker/entry.ts', import.meta.url), { type: 'module' });
afterEach(() => worker.terminate());

const send = (command: Command): void => worker.postMessage(command);
const next = (wanted: (event: WorkerEvent) => boolean): Promise<WorkerEvent> =>
  new Promise((resolve, reject) => {
    const listener = ({ data }: MessageEvent<WorkerEvent>): void => {
      if (data.kind === 'failed') reject(new Error(data.sentence));
      if (!wanted(data)) return;
      worker.removeEventListener('message', listener);
      resolve(data);
    };
    worker.addEventListener('message', listener);
  });
const isPaused = (event: WorkerEvent): boolean => event.kind === 'status' && event.status.state === 'paused';
const turnOf = (event: WorkerEvent): number =>
  event.kind === 'train' && event.event.kind === 'progress' && event.event.phase === 'collecting'
    ? Number(event.event.note.replace('turn ', ''))
    : 0;

test('pause and set are obeyed before the next turn', async () => {
  // A model that never acts plays all fifteen turns of each update.
  const settings = settingsFrom('nano', { warmStart: false, evalEpisodes: 8, evalEvery: 1000, groups: 8 });
  const opened = next(isPaused);
  send({ kind: 'open', settings, backend: 'cpu' });
  await opened;
  const evaluated = next(isPaused);
  send({ kind: 'step' });
  await evaluated;

  const third = next((event) => turnOf(event) === 3);
  send({ kind: 'run' });
  await third;
  const changed = next((event) => event.kind === 'changed');
  send({ kind: 'set', changes: { thinkBudget: 5 } });
  const event = await changed;
  if (event.kind !== 'changed') throw new Error('unreachable');
  // Sent while turn 3 was being played or just before.
  expect(event).toMatchObject({ update: 0, changes: { thinkBudget: 5 } });
  expect(event.turn).toBeGreaterThanOrEqual(3);
  expect(event.turn).toBeLessThanOrEqual(6);

  let turns = 0;
  let updates = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerEvent>) => {
    if (turnOf(data) > 0) turns += 1;
    if (data.kind === 'train' && data.event.kind === 'update') updates += 1;
  });
  const paused = next(isPaused);
  send({ kind: 'pause' });
  await paused;
  expect(turns).toBeLessThanOrEqual(3);
  expect(updates).toBe(0);
});
