import { describe, expect, it } from 'vitest';
import type { TurnRecords } from '../rollout/turn-records.ts';
import { KEPT_TURNS, TurnLog } from './turn-log.ts';

/** `count` records of one, two, three … tokens, every number in them telling which batch it came from. */
function batch(mark: number, count: number): TurnRecords {
  const start = Uint32Array.from({ length: count + 1 }, (_, r) => (r * (r + 1)) / 2);
  const tokens = start[count]!;
  const floats = new Float32Array(tokens).fill(mark);
  const ints = new Uint32Array(count).fill(mark);
  const bytes = new Uint8Array(count).fill(mark);
  return {
    count,
    start,
    episode: ints,
    group: ints,
    turn: ints,
    attempt: ints,
    accepted: bytes,
    firedAt: new Int32Array(count).fill(-mark),
    decidedAt: new Int32Array(count).fill(mark),
    phi: new Float64Array(count).fill(mark),
    gamma: new Float64Array(count).fill(mark),
    label: bytes,
    reward: new Float32Array(count).fill(mark),
    success: bytes,
    ids: new Uint32Array(tokens).fill(mark),
    entropy: floats,
    confidence: floats,
    uncertainty: floats,
    forced: new Uint8Array(tokens).fill(mark),
  };
}

describe('TurnLog', () => {
  it('joins batches so that every record keeps its own tokens', () => {
    const log = new TurnLog();
    log.add(1, batch(1, 2));
    log.add(2, batch(2, 3));
    const { records } = log;
    expect(records?.count).toBe(5);
    expect([...records!.start]).toEqual([0, 1, 3, 4, 6, 9]);
    expect([...records!.ids]).toEqual([1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect([...records!.firedAt]).toEqual([-1, -1, -2, -2, -2]);
    expect([...records!.decidedAt]).toEqual([1, 1, 2, 2, 2]);
    expect(log.records).toBe(records);
  });

  it('gives what came since an update by itself', () => {
    const log = new TurnLog();
    log.add(1, batch(1, 2));
    log.add(2, batch(2, 3));
    log.add(3, batch(3, 1));
    expect([...log.since(1)!.firedAt]).toEqual([-2, -2, -2, -3]);
    expect(log.since(0)?.count).toBe(log.records?.count);
    expect(log.since(3)).toBeNull();
  });

  it('drops the oldest whole batches and never falls below what it promises', () => {
    const log = new TurnLog();
    for (let n = 1; n <= 9; n++) log.add(n, batch(n, KEPT_TURNS / 4));
    expect(log.records?.count).toBe(KEPT_TURNS);
    expect(log.records?.phi[0]).toBe(6);
    log.add(10, batch(10, 1));
    expect(log.records?.count).toBe(KEPT_TURNS + 1);
  });

  it('forgets what a recovery undid, and everything when cleared', () => {
    const log = new TurnLog();
    let told = 0;
    const stop = log.subscribe(() => told++);
    log.add(1, batch(1, 1));
    log.add(2, batch(2, 1));
    log.add(2, batch(3, 1));
    expect([...log.records!.phi]).toEqual([1, 3]);
    log.clear();
    expect([log.records, told, log.version]).toEqual([null, 4, 4]);
    stop();
    log.add(3, batch(0, 0));
    log.add(3, batch(3, 1));
    expect([told, log.version]).toEqual([4, 5]);
  });
});
