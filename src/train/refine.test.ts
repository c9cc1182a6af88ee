import { expect, test } from 'vitest';
import { collect } from '../rollout/collect.ts';
import { CounterWorlds, ScriptedPolicy, testCodec } from '../rollout/scripted.fixture.ts';
import { refinementSteps } from './refine.ts';

const codec = testCodec();
const UP = '<think> go up </think> <action> up </action>';

/** Episodes whose number is even win on their third turn, after one that the world refuses; the others never do. */
const played = (episodes: number) =>
  collect(
    new ScriptedPolicy(codec, ({ episode, turn }) =>
      episode % 2 === 1 ? 'up up' : turn === 1 ? UP.replace('up </a', 'go </a') : UP,
    ),
    codec,
    new CounterWorlds(),
    {
      tasks: [{ env: 'counter', level: 0, split: 'train', seed: 1 }],
      groupSize: episodes,
      firstEpisode: 0,
      seed: 0,
      sampling: { temperature: 1, topK: 0, topP: 1, greedy: false },
      maxNewTokens: 12,
      history: 2,
    },
  );

test('what is cloned again: the valid turns of successful episodes, each in full', async () => {
  const [rows, ...more] = refinementSteps(await played(4), 0);
  expect(more).toEqual([]);
  expect(rows).toHaveLength(4);
  for (const { ids, start, lossMask } of rows!) {
    expect(codec.decode(ids.subarray(start))).toBe(UP);
    expect([...lossMask]).toEqual(Array(7).fill(1));
  }
});

test('many turns are shuffled into steps of nearly equal size, the same under the same seed', async () => {
  const trajectories = await played(514);
  const steps = refinementSteps(trajectories, 3);
  expect(steps.map((rows) => rows.length)).toEqual([171, 171, 172]);
  expect(refinementSteps(trajectories, 3)).toEqual(steps);
  expect(refinementSteps(trajectories, 4)).not.toEqual(steps);
});

test('nothing without a success', async () => {
  const failed = (await played(2)).filter(({ success }) => !success);
  expect(refinementSteps(failed, 0)).toEqual([]);
});
