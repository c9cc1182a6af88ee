import { describe, expect, test } from 'vitest';
import { nextTask } from '../core/next-task.ts';
import type { TaskRef } from '../envs/env.ts';
import type { GenerateRow } from '../model/interface.ts';
import type { ThinkingControl } from '../model/thinking.ts';
import { collect, type CollectRequest } from './collect.ts';
import { KEEP_ALL, type ResampleRule } from './resample.ts';
import { CounterWorlds, ScriptedPolicy, testCodec } from './scripted.fixture.ts';

const codec = testCodec();
const task = (seed: number): TaskRef => ({ env: 'counter', level: 0, split: 'train', seed });
const request: CollectRequest = {
  tasks: [task(1), task(2)],
  groupSize: 2,
  firstEpisode: 100,
  seed: 5,
  sampling: { temperature: 1, topK: 0, topP: 1, greedy: false },
  maxNewTokens: 12,
  history: 2,
  sceneRow: 1,
};
const THINKING: ThinkingControl = {
  tokens: codec.control,
  signal: 'blend',
  alpha: 0.4,
  topJ: 5,
  bounds: 'running',
  intervene: true,
  epsilon: 0.1,
  window: 2,
  minThink: 3,
  maxThink: 0,
  postPeak: true,
  budget: 0,
};
const RANDOMLY: ResampleRule = { ...KEEP_ALL, by: 'random', maxTries: 2, randomRate: 0.4 };
const UP = '<think> go </think> <action> up </action>';
const WAIT = '<think> go </think> <action> wait </action>';

describe('collect', () => {
  test('lock-step turns, only running rows are generated, counters keyed by row', async () => {
    const policy = new ScriptedPolicy(codec, ({ episode }) => (episode === 100 ? UP : WAIT));
    const trajectories = await collect(policy, codec, new CounterWorlds(), request);
    expect(trajectories.map((t) => [t.group, t.episode, t.turns.length, t.reward, t.success, t.score])).toEqual([
      [0, 100, 2, 10, true, 1],
      [0, 101, 4, 0, false, 0],
      [1, 102, 4, 0, false, 0],
      [1, 103, 4, 0, false, 0],
    ]);
    expect(policy.requests.map(({ rows }) => rows.map(({ episode, turn }) => `${episode}.${turn}`))).toEqual([
      ['100.0', '101.0', '102.0', '103.0'],
      ['100.1', '101.1', '102.1', '103.1'],
      ['101.2', '102.2', '103.2'],
      ['101.3', '102.3', '103.3'],
    ]);
    expect(policy.requests[0]!.stopToken).toBe(codec.control.actionClose);
  });

  test('a turn records what was seen, said and caused, and the next prompt shows it', async () => {
    const policy = new ScriptedPolicy(codec, () => UP);
    const [first] = await collect(policy, codec, new CounterWorlds(), request);
    const [one, two] = first!.turns;
    expect(one).toMatchObject({ action: 'up', think: 'go', formatValid: true, before: 'at 0', after: 'at 1' });
    expect(codec.decode(two!.prompt)).toBe('<task> reach 2 <hist> > up <obs> at 1 <adm> up | wait');
    expect(codec.decode(one!.response.ids)).toBe(UP);
  });

  test('the worlds are told which responses kept the format, whatever they ask for', async () => {
    const policy = new ScriptedPolicy(codec, ({ episode }) => (episode === 100 ? '<action> up </action>' : UP));
    const worlds = new CounterWorlds();
    const told: unknown[] = [];
    const step = worlds.step.bind(worlds);
    worlds.step = (actions: readonly (string | null)[], wellFormed?: readonly boolean[]) => {
      told.push([actions, wellFormed]);
      return step(actions);
    };
    await collect(policy, codec, worlds, { ...request, tasks: [task(1)] });
    expect(told[0]).toEqual([
      ['up', 'up'],
      [false, true],
    ]);
  });

  test('an invalid action costs a turn; without an action block nothing is done', async () => {
    const policy = new ScriptedPolicy(codec, ({ turn }) => (turn === 0 ? 'up up' : turn === 1 ? WAIT : UP));
    const [first] = await collect(policy, codec, new CounterWorlds(), request);
    expect(first!.turns.map((t) => [t.action, t.formatValid, t.info.valid])).toEqual([
      ['', false, false],
      ['wait', true, true],
      ['up', true, true],
      ['up', true, true],
    ]);
    expect(first!.success).toBe(true);
  });

  test('history 0 shows no past', async () => {
    const policy = new ScriptedPolicy(codec, () => UP);
    await collect(policy, codec, new CounterWorlds(), { ...request, history: 0 });
    expect(codec.decode(policy.requests[1]!.rows[0]!.prompt)).toBe('<task> reach 2 <hist> <obs> at 1 <adm> up | wait');
  });

  test('only the scene row keeps scenes', async () => {
    const policy = new ScriptedPolicy(codec, () => UP);
    const trajectories = await collect(policy, codec, new CounterWorlds(), request);
    expect(trajectories.map((t) => t.turns.map((turn) => turn.scene))).toEqual([
      [undefined, undefined],
      [{ at: 0 }, { at: 1 }],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  test('the controller is asked before every turn', async () => {
    const asked: string[] = [];
    const policy = new ScriptedPolicy(codec, () => UP);
    await collect(policy, codec, new CounterWorlds(), request, {
      beforeTurn: (turn, running) => void asked.push(`${turn}:${running}`),
    });
    expect(asked).toEqual(['0:4', '1:4']);
  });

  test('a trajectory carries its extrema from turn to turn, and thinking is asked for before every turn', async () => {
    const policy = new ScriptedPolicy(codec, () => UP);
    const epsilons = [0.1, 0.2];
    await collect(policy, codec, new CounterWorlds(), {
      ...request,
      thinking: () => ({ ...THINKING, epsilon: epsilons.shift()! }),
    });
    expect(policy.requests.map(({ thinking }) => thinking?.epsilon)).toEqual([0.1, 0.2]);
    const [first, second] = policy.requests;
    for (const row of first!.rows) expect(row).not.toHaveProperty('extrema');
    const after = { entropyLow: 0.5, entropyHigh: 0.5, confidenceLow: 2, confidenceHigh: 2 };
    expect(second!.rows.map((row) => row.extrema)).toEqual([after, after, after, after]);
  });

  describe('more episodes than the policy generates side by side', () => {
    const many: CollectRequest = { ...request, tasks: [task(1), task(2), task(9)], resampling: () => RANDOMLY };
    const script = ({ episode, turn }: GenerateRow): string => (episode % 3 > turn ? WAIT : UP);

    test('play in crews that take turns until they fit together, with the same trajectories', async () => {
      const together = new ScriptedPolicy(codec, script);
      const inCrews = new ScriptedPolicy(codec, script, undefined, 3);
      const expected = await collect(together, codec, new CounterWorlds(), many);
      const trajectories = await collect(inCrews, codec, new CounterWorlds(), many);
      expect(trajectories).toEqual(expected);
      const first = inCrews.requests.filter(({ rows }) => rows[0]!.attempt === 0);
      expect(first.map(({ rows }) => rows.map(({ episode, turn }) => `${episode}.${turn}`))).toEqual([
        ['100.0', '101.0', '102.0'],
        ['103.0', '104.0', '105.0'],
        ['100.1', '101.1', '102.1'],
        ['103.1'],
        ['100.2', '101.2', '103.2'],
        ['101.3'],
      ]);
    });

    test('the worlds answer one crew while the policy writes for the other', async () => {
      const told: string[] = [];
      const policy = new ScriptedPolicy(codec, script, undefined, 3);
      const worlds = new CounterWorlds();
      const generate = policy.generate.bind(policy);
      policy.generate = async (asked) => {
        const { episode, turn } = asked.rows[0]!;
        told.push(`${episode}.${turn} begins`);
        for (let task = 0; task < 3; task++) await nextTask();
        told.push(`${episode}.${turn} is written`);
        return generate(asked);
      };
      const step = worlds.step.bind(worlds);
      worlds.step = (actions) => {
        told.push(`${100 + actions.findIndex((action) => action !== null)} is answered`);
        return step(actions);
      };
      await collect(policy, codec, worlds, { ...request, tasks: [task(1), task(2), task(3)] });
      expect(told.slice(0, 8)).toEqual([
        '100.0 begins',
        '100.0 is written',
        '103.0 begins',
        '100 is answered',
        '103.0 is written',
        '100.1 begins',
        '103 is answered',
        '100.1 is written',
      ]);
    });

    test('a policy that fails ends it', async () => {
      const policy = new ScriptedPolicy(codec, script, undefined, 3);
      policy.generate = () => Promise.reject(new Error('gone'));
      await expect(collect(policy, codec, new CounterWorlds(), many)).rejects.toThrow('gone');
    });
  });
});
