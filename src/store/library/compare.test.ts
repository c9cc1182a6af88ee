import { describe, expect, it } from 'vitest';
import { settingsFrom, type Settings } from '../../core/settings.ts';
import { wilson } from '../../core/wilson.ts';
import { comparable, differencesOf, experimentsOf, lineOf } from './compare.ts';
import { curvesOf, heldOutOf, smoothed } from './curves.ts';
import type { RunRecord } from './run-record.ts';

const settings = (more: Partial<Settings> = {}): Settings =>
  settingsFrom('micro', { groups: 2, groupSize: 5, ...more });
const update = (n: number, more: Record<string, number> = {}): string =>
  JSON.stringify({
    kind: 'update',
    update: n,
    'episode/success_rate': n / 10,
    'episode/length/mean': 4,
    'perf/generated_tokens': 100 * n,
    'perf/seconds': 2,
    ...more,
  });
const evaluation = (n: number, rate: number, split = 'val'): string =>
  JSON.stringify({ kind: 'evaluation', update: n, split, 'val/success_rate': rate, 'val/episodes': 40 });

describe('curves', () => {
  it('count turns, tokens (discarded ones are in the metric) and seconds from the end of the warm start', () => {
    const { success } = curvesOf(['{"kind":"warm","update":3,"perf/seconds":9}', update(1), update(2)], settings());
    // 2 tasks × 5 episodes × 4 turns.
    expect(success.map(({ at }) => at)).toEqual([
      { updates: 1, turns: 40, tokens: 100, seconds: 2 },
      { updates: 2, turns: 80, tokens: 300, seconds: 4 },
    ]);
    expect(success.map(({ value }) => value)).toEqual([0.1, 0.2]);
  });

  it('put evaluations at the update they were made after, with their interval; other splits are left out', () => {
    const lines = [evaluation(0, 0.25), update(1), update(2), evaluation(2, 0.5), evaluation(2, 0.9, 'test')];
    const { heldOut } = curvesOf(lines, settings());
    const [low, high] = wilson(0.5, 40);
    expect(heldOut.map(({ at, value }) => [at.updates, at.turns, value])).toEqual([
      [0, 0, 0.25],
      [2, 80, 0.5],
    ]);
    expect(heldOut[1]).toMatchObject({ low, high });
    expect(heldOutOf(lines)).toEqual({ update: 2, rate: 0.5, low, high, n: 40 });
    expect(heldOutOf([update(1)])).toBeNull();
  });

  it('let what was repeated take the place of what was undone, and pass over a line that was cut off', () => {
    const lines = [update(1), update(2), update(2, { 'episode/success_rate': 0.7 }), '{"kind":"upd'];
    expect(curvesOf(lines, settings()).success.map(({ value }) => value)).toEqual([0.1, 0.7]);
  });

  it('have a gap where an update found nothing to learn from', () => {
    const idle = update(1, { 'perf/trained_tokens': 0, 'actor/entropy': 0 });
    const curves = curvesOf([idle, update(2, { 'actor/entropy': 0.3 })], settings());
    expect(curves.entropy.map(({ at, value }) => [at.updates, value])).toEqual([[2, 0.3]]);
    expect(curves.success).toHaveLength(2);
  });

  it('are smoothed without a bias towards zero', () => {
    expect(smoothed([3, 3, 3], 0.9)).toEqual([3, 3, 3].map((x) => expect.closeTo(x, 12) as number));
    expect(smoothed([1, 0], 0.5)[1]).toBeCloseTo((0.5 * 0.5 * 1) / (1 - 0.25), 12);
    expect(smoothed([1, 5], 0)).toEqual([1, 5]);
  });
});

let made = 0;
const run = (began: Partial<Settings>, more: Partial<RunRecord> = {}): RunRecord =>
  ({
    id: `r${++made}`,
    name: `run ${made}`,
    created: new Date(made * 1000).toISOString(),
    began: settings(began),
    seed: began.seed ?? 0,
    changes: [],
    ...more,
  }) as unknown as RunRecord;

describe('experiments', () => {
  it('are runs that differ in nothing but the seed and how long they lasted', () => {
    const runs = [
      run({ seed: 2 }),
      run({ gamma: 0.5 }),
      run({ seed: 1, updates: 500 }),
      run({ seed: 3 }, { changes: [{ warmUpdate: 0, update: 4, turn: 0, changes: { temperature: 0.5 } }] }),
    ];
    expect(experimentsOf(runs.toReversed()).map((one) => one.runs.map(({ id }) => id))).toEqual([
      [runs[0]!.id, runs[2]!.id],
      [runs[1]!.id],
      [runs[3]!.id],
    ]);
  });

  it('show only what is different, in the order and the words of the settings form', () => {
    const change = { warmUpdate: 0, update: 4, turn: 0, changes: { temperature: 0.5 } };
    const rows = differencesOf(
      experimentsOf([run({ seed: 1 }), run({ seed: 2 }), run({ recipe: 'gigpo', history: 3 }, { changes: [change] })]),
    );
    expect(rows).toEqual([
      { label: 'Memory window', values: ['2 turns', '3 turns'] },
      { label: 'Recipe', values: ['GRPO', 'GiGPO'] },
      { label: 'Seed', values: ['1, 2', '0'] },
      { label: 'Changed while training', values: ['nothing', 'update 4: Temperature 0.5'] },
    ]);
    expect(differencesOf(experimentsOf([run({})]))).toEqual([]);
  });
});

describe('experiments of several seeds', () => {
  const seedOf = (id: string, seed: number, more: Partial<RunRecord> = {}): RunRecord =>
    run({ seed }, { experiment: { id, name: id, seeds: 3, at: seed }, colour: 0, dash: 0, stage: 'finished', ...more });
  const ids = (runs: readonly RunRecord[]): string[] => runs.map(({ id }) => id);

  it('stay together; a seed that was trained twice counts once and is drawn with another dash', () => {
    const first = [seedOf('a', 0), seedOf('a', 1)];
    const second = [seedOf('b', 1), seedOf('b', 2), seedOf('b', 0)];
    const alone = run({ seed: 2 }, { colour: 1, dash: 0 });
    const found = experimentsOf([...first, ...second, alone]);
    expect(found.map(({ runs }) => ids(runs))).toEqual([ids([...first, alone]), ids(second)]);
    expect(found.map(({ lead }) => lead.dash)).toEqual([0, 1]);
  });

  it('leave a seed that was changed while it trained to itself', () => {
    const change = { warmUpdate: 0, update: 4, turn: 0, changes: { temperature: 0.5 } };
    const runs = [seedOf('c', 0, { changes: [change] }), seedOf('c', 1), seedOf('c', 2)];
    const found = experimentsOf(runs);
    expect(found.map((one) => ids(one.runs))).toEqual([ids(runs.slice(0, 1)), ids(runs.slice(1))]);
    expect(found.map(({ lead }) => lead.dash)).toEqual([0, 1]);
  });

  it('are compared by their finished seeds once there are any', () => {
    const open = seedOf('d', 1, { stage: 'training' });
    const done = seedOf('d', 0);
    const single = run({ seed: 7 }, { stage: 'training' });
    expect(comparable([open, single])).toEqual([open, single]);
    expect(comparable([done, open, single])).toEqual([done, single]);
  });
});

describe('lines', () => {
  const curves = (factor: number, updates: number) =>
    curvesOf(
      Array.from({ length: updates }, (_, i) =>
        update(i + 1, { 'episode/success_rate': (factor * (i + 1)) / 10, 'perf/generated_tokens': 100 * factor }),
      ),
      settings(),
    );

  it('of one run are its curve; without an interval there is no band', () => {
    const line = lineOf([curves(1, 3)], 'success', 'tokens');
    expect([line.x, line.mean, line.n]).toEqual([[100, 200, 300], [0.1, 0.2, expect.closeTo(0.3, 12)], 1]);
    expect(line.low.every(Number.isNaN)).toBe(true);
  });

  it('of several seeds are the mean where all of them are, with a band from the lowest to the highest', () => {
    const line = lineOf([curves(1, 2), curves(2, 3), curves(3, 2)], 'success', 'tokens');
    expect(line.n).toBe(3);
    // At mean x: (100 + 200 + 300) / 3 and twice that.
    expect(line.x).toEqual([200, 400]);
    expect(line.mean.map((value) => value.toFixed(6))).toEqual(['0.200000', '0.400000']);
    expect(line.low).toEqual([0.1, 0.2]);
    expect(line.high.map((value) => value.toFixed(6))).toEqual(['0.300000', '0.600000']);
  });

  it('of runs that share no update are empty', () => {
    expect(lineOf([curves(1, 2), curvesOf([], settings())], 'success', 'updates').x).toEqual([]);
  });
});
