/** Resampling as it happens in play: which tries are made, what the world sees of them, and what is kept of the rest. */
import { describe, expect, test } from 'vitest';
import type { TaskRef } from '../envs/env.ts';
import type { GenerateRow } from '../model/interface.ts';
import { collect, type CollectRequest } from './collect.ts';
import { KEEP_ALL, type ResampleRule } from './resample.ts';
import { CounterWorlds, ScriptedPolicy, testCodec } from './scripted.fixture.ts';
import type { Trajectory } from './trajectory.ts';

const codec = testCodec();
const task: TaskRef = { env: 'counter', level: 0, split: 'train', seed: 1 };
const UP = '<think> go </think> <action> up </action>';
const WAIT = '<think> go </think> <action> wait </action>';
const TDS: ResampleRule = { ...KEEP_ALL, by: 'stagnant', eta: 0.1, maxTries: 2 };

interface Play {
  readonly trajectories: readonly Trajectory[];
  readonly policy: ScriptedPolicy;
  /** "episode.turn.attempt" of every row of every request. */
  readonly tries: readonly (readonly string[])[];
}

async function play(
  script: (row: GenerateRow) => string,
  level: (row: GenerateRow) => number,
  overrides: Partial<CollectRequest> = {},
): Promise<Play> {
  const policy = new ScriptedPolicy(codec, script, level);
  const trajectories = await collect(policy, codec, new CounterWorlds(), {
    tasks: [task],
    groupSize: 2,
    firstEpisode: 0,
    seed: 5,
    sampling: { temperature: 1, topK: 0, topP: 1, greedy: false },
    maxNewTokens: 12,
    history: 2,
    resampling: () => TDS,
    ...overrides,
  });
  const tries = policy.requests.map(({ rows }) => rows.map((r) => `${r.episode}.${r.turn}.${r.attempt}`));
  return { trajectories, policy, tries };
}

/** Episode 0 hardly changes from turn to turn until its second try; episode 1 always does. */
const level = ({ episode, turn, attempt }: GenerateRow): number =>
  episode === 0 ? 0.5 + 0.01 * turn + 0.3 * Number(attempt === 1 && turn === 1) : turn % 2 === 0 ? 0.2 : 0.8;

describe('resampling', () => {
  test('only stagnant turns are tried again, all of them together, from the same prompt with the next attempt', async () => {
    const { tries, policy } = await play(({ episode }) => (episode === 0 ? WAIT : UP), level);
    expect(tries).toEqual([
      ['0.0.0', '1.0.0'],
      ['0.1.0', '1.1.0'],
      ['0.1.1'],
      // From 0.81 of the second try to 0.52 and 0.53: moved once, then stagnant three times over.
      ['0.2.0'],
      ['0.3.0'],
      ['0.3.1'],
      ['0.3.2'],
    ]);
    const [, second, again] = policy.requests;
    expect(again!.rows[0]!.prompt).toEqual(second!.rows[0]!.prompt);
    const both = await play(
      () => WAIT,
      () => 0.5,
    );
    expect(both.tries[2]).toEqual(['0.1.1', '1.1.1']);
  });

  test('the world sees the accepted try alone; the others stay in the record with what would have happened', async () => {
    const { trajectories } = await play(({ attempt }) => (attempt === 0 ? UP : WAIT), level);
    const [first, other] = trajectories;
    expect(first!.turns.map(({ action, after }) => [action, after])).toEqual([
      ['up', 'at 1'],
      ['wait', 'at 1'],
      ['up', 'at 2'],
    ]);
    expect(other!.turns.every(({ rejected }) => rejected.length === 0)).toBe(true);
    const [thrown] = first!.turns[1]!.rejected;
    expect(thrown).toMatchObject({
      action: 'up',
      think: 'go',
      formatValid: true,
      info: { won: true, effective: true },
    });
    expect(thrown!.gamma).toBeCloseTo(0.01, 6);
    expect(codec.decode(thrown!.ids)).toBe(UP);
  });

  test('Φ and Γ are those of the accepted turns; the first turn has no Γ', async () => {
    const { trajectories } = await play(() => WAIT, level);
    const turns = trajectories[0]!.turns;
    const phis = [0.5, 0.81, 0.52, 0.53];
    phis.forEach((phi, k) => expect(turns[k]!.phi).toBeCloseTo(phi, 6));
    expect(turns[0]!.gamma).toBeNaN();
    for (const k of [1, 2, 3]) expect(turns[k]!.gamma).toBe(Math.abs(turns[k]!.phi - turns[k - 1]!.phi));
    expect(turns.map(({ rejected }) => rejected.length)).toEqual([0, 1, 0, 2]);
  });

  test('a rejected try leaves no trace in the running extrema', async () => {
    const { policy } = await play(() => WAIT, level);
    const extremaOf = (request: number) => policy.requests[request]!.rows[0]!.extrema;
    expect(extremaOf(1)).toMatchObject({ entropyHigh: 0.5, confidenceHigh: 2 });
    expect(extremaOf(2)).toEqual(extremaOf(1));
    // Of the accepted second try, attempt 1 of turn 1.
    expect(extremaOf(3)).toMatchObject({ entropyHigh: 1.5, confidenceHigh: 3 });
    expect(extremaOf(6)).toEqual(extremaOf(4));
  });

  test('the rule is asked for before every turn and holds for all its tries', async () => {
    const rules = [KEEP_ALL, KEEP_ALL, TDS, KEEP_ALL];
    const { tries } = await play(
      () => WAIT,
      () => 0.5,
      { groupSize: 1, resampling: () => rules.shift()! },
    );
    expect(tries.flat()).toEqual(['0.0.0', '0.1.0', '0.2.0', '0.2.1', '0.2.2', '0.3.0']);
  });

  test('the control by repetition looks at what the actions say', async () => {
    const by = { ...TDS, by: 'repeat' } as const;
    const { tries } = await play(
      ({ attempt }) => (attempt === 0 ? WAIT : UP),
      () => 0.5,
      { groupSize: 1, resampling: () => by },
    );
    // wait; wait, so up; wait; wait, so up: won.
    expect(tries.flat()).toEqual(['0.0.0', '0.1.0', '0.1.1', '0.2.0', '0.3.0', '0.3.1']);
  });
});
