import { describe, expect, it, vi } from 'vitest';
import { fakeConnect } from '../../../test/browser/fake-client.ts';
import { settingsFrom } from '../../core/settings.ts';
import type { Client } from '../client.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { isFree, lonelyLocks, TRAINING, type RunLocks } from './run-locks.ts';

const OPEN = { kind: 'open', settings: settingsFrom('nano'), backend: 'cpu' } as const;

function tab(locks: RunLocks) {
  const { connect, clients } = fakeConnect();
  const refused = vi.fn<() => void>();
  const client: Client = oneAtATime(connect, locks, refused)({ onEvent: () => {}, onCrash: () => {} });
  const worker = clients[0]!;
  return { client, worker, refused, kinds: () => worker.sent.map(({ kind }) => kind) };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('one tab trains at a time', () => {
  it('lets commands through in their order', async () => {
    const { client, kinds } = tab(lonelyLocks());
    client.send(OPEN);
    client.send({ kind: 'run' });
    client.send({ kind: 'pause' });
    expect(kinds()).toEqual(['open']);
    await settled();
    expect(kinds()).toEqual(['open', 'run', 'pause']);
    client.send({ kind: 'calibrate', rate: 0.1 });
    expect(kinds()).toHaveLength(4);
  });

  it('refuses a second tab until the first stands still', async () => {
    const locks = lonelyLocks();
    const [a, b] = [tab(locks), tab(locks)];
    a.client.send(OPEN);
    a.client.send({ kind: 'run' });
    await settled();
    // A worker that has just opened a run says so, before it trains.
    a.worker.enter('paused');
    a.worker.enter('running');
    b.client.send(OPEN);
    b.client.send({ kind: 'run' });
    await settled();
    expect([b.kinds(), b.refused.mock.calls.length]).toEqual([['open'], 1]);
    a.worker.enter('paused');
    b.client.send({ kind: 'step' });
    await settled();
    expect([b.kinds(), b.refused.mock.calls.length]).toEqual([['open', 'step'], 1]);
  });

  it.each([
    ['it is done', (own: ReturnType<typeof tab>) => own.worker.enter('finished')],
    ['it failed', (own: ReturnType<typeof tab>) => own.worker.enter('failed')],
    ['its worker died', (own: ReturnType<typeof tab>) => own.worker.listener.onCrash('boom')],
    ['it was reset', (own: ReturnType<typeof tab>) => own.client.dispose()],
  ])('lets go once %s', async (_, end) => {
    const locks = lonelyLocks();
    const own = tab(locks);
    own.client.send({ kind: 'run' });
    await settled();
    expect(await isFree(locks, TRAINING)).toBe(false);
    end(own);
    expect(await isFree(locks, TRAINING)).toBe(true);
  });

  it('does not train, and holds nothing, when it was reset while it asked', async () => {
    const locks = lonelyLocks();
    const own = tab(locks);
    own.client.send({ kind: 'run' });
    own.client.dispose();
    await settled();
    expect(own.kinds()).toEqual([]);
    expect(await isFree(locks, TRAINING)).toBe(true);
  });
});
