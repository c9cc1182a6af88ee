import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer, Case, Contestant, Entrant, Pace } from './contest.ts';
import { within } from './cases/difference.ts';
import { Measurement } from './measure.ts';

const CASE: Case<'rows'> = {
  benchmark: 'rows',
  size: 'test',
  unit: 'pass',
  units: 2,
  repeats: 4,
  flops: 0,
  bytes: 0,
  task: () => ({ M: 1, V: 1, logits: new Float32Array(1), target: new Uint32Array(1) }),
  disagreement: within({ x: 0.1 }),
};

interface Log {
  readonly samples: string[];
  readonly disposed: string[];
}

/** An entrant that answers `x`; `change` replaces what it does. */
function entrant(name: string, x: number, log: Log, change: Partial<Contestant> = {}): Entrant {
  return {
    name,
    version: '1',
    place: 'cpu',
    detail: '',
    rows: () => ({
      prepare: () => Promise.resolve(),
      answer: () => Promise.resolve<Answer>({ x: [x] }),
      sample: () => {
        log.samples.push(name);
        return Promise.resolve();
      },
      dispose: () => void log.disposed.push(name),
      ...change,
    }),
  };
}

/** Inside a sample, time passes only where a test says so. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (milliseconds: number): Promise<void> => {
  vi.advanceTimersByTime(milliseconds);
  return Promise.resolve();
};

const emptyLog = (): Log => ({ samples: [], disposed: [] });
const measurement = (): Measurement => new Measurement({ rounds: 3, budgetMs: 5000 }, null);

test('those who agree are timed in turns, another first each round', async () => {
  const log = emptyLog();
  const { standings, skips } = await measurement().measure(CASE, [entrant('a', 1, log), entrant('b', 1.05, log)]);
  expect(skips).toEqual([]);
  expect(standings.map((standing) => [standing.entrant.name, standing.samples])).toEqual([
    ['a', 3],
    ['b', 3],
  ]);
  expect(standings.map((standing) => standing.disagreement)).toEqual([null, expect.closeTo(0.5)]);
  // Each has an untimed sample of one repeat and one of all, then rounds ab, ba, ab, then one to count in.
  expect(log.samples.join('')).toBe('aabbabbaabab');
  expect(log.disposed).toEqual(['a', 'b']);
});

test('times are for one unit of one repeat', async () => {
  let sample = 0;
  const spend = (repeats: number): Promise<void> => pass((sample++ === 3 ? 50 : 40) * repeats);
  const { standings } = await measurement().measure(CASE, [entrant('a', 1, emptyLog(), { sample: spend })]);
  expect(standings[0]!.repeats).toBe(4);
  expect(standings[0]!.ms).toEqual({ median: 20, min: 20, max: 25 });
});

test('a wrong answer is no result', async () => {
  const log = emptyLog();
  const { standings, skips } = await measurement().measure(CASE, [entrant('a', 1, log), entrant('b', 1.2, log)]);
  expect(standings.map((standing) => standing.entrant.name)).toEqual(['a']);
  expect(skips[0]!.reason).toContain('2.00 times what is tolerated');
  expect(log.disposed).toContain('b');
});

test('what fails at any point is skipped with its reason, and the others go on', async () => {
  const log = emptyLog();
  let calls = 0;
  const failsLate = (): Promise<void> => (++calls < 4 ? Promise.resolve() : Promise.reject(new Error('device lost')));
  const { standings, skips } = await measurement().measure(CASE, [
    entrant('a', 1, log),
    entrant('b', 1, log, { prepare: () => Promise.reject(new Error('no adapter')) }),
    entrant('c', 1, log, { sample: failsLate }),
    { name: 'd', version: '', place: 'cpu', detail: '', lacks: 'it does not do rows' },
  ]);
  expect(standings.map((standing) => standing.entrant.name)).toEqual(['a']);
  expect(skips.map(({ entrant: { name }, reason }) => `${name}: ${reason}`)).toEqual([
    'b: no adapter',
    'd: it does not do rows',
    'c: device lost',
  ]);
});

test('what would take too long is not timed', async () => {
  const slowAnswer = async (pace: Pace): Promise<Answer> => {
    for (let i = 1; i <= 20; i++) {
      await pass(40);
      pace.step(i, 20);
    }
    return { x: [1] };
  };
  const { standings, skips } = await new Measurement({ rounds: 9, budgetMs: 200 }, null).measure(CASE, [
    entrant('a', 1, emptyLog(), { sample: () => pass(40) }),
    entrant('b', 1, emptyLog(), { answer: slowAnswer }),
  ]);
  expect(standings).toEqual([]);
  for (const { reason } of skips) expect(reason).toContain('too slow here');
  expect(skips).toHaveLength(2);
});

test('counts are those of one unit', async () => {
  let dispatches = 0;
  const contestant = {
    sample: (repeats: number): Promise<void> => {
      dispatches += 6 * repeats;
      return Promise.resolve();
    },
    counts: () => ({ dispatches, submits: 0, readbacks: 0, peakBytes: 77 }),
  };
  const { standings } = await measurement().measure(CASE, [entrant('a', 1, emptyLog(), contestant)]);
  expect(standings[0]!.counts).toEqual({ dispatches: 3, submits: 0, readbacks: 0 });
  expect(standings[0]!.peakBytes).toBe(77);
});
