import { expect, test } from 'vitest';
import type { GenerateRow } from '../model/interface.ts';
import { collect } from './collect.ts';
import { KEEP_ALL } from './resample.ts';
import { CounterWorlds, ScriptedPolicy, testCodec } from './scripted.fixture.ts';
import { LABEL, turnRecords } from './turn-records.ts';

const codec = testCodec();
const UP = '<think> go up </think> <action> up </action>';

/** Two episodes; the second turn of the first is tried three times, its last try is malformed. */
const script = ({ episode, turn, attempt }: GenerateRow): string =>
  episode === 7 && turn === 1 && attempt === 2 ? 'up up' : UP;
const play = () =>
  collect(
    new ScriptedPolicy(
      codec,
      script,
      ({ episode, turn, attempt }) => (episode === 7 ? (turn < 2 ? 0.5 : 0.75) : 0.2 + 0.2 * turn) + attempt / 64,
    ),
    codec,
    new CounterWorlds(),
    {
      tasks: [3, 4].map((seed) => ({ env: 'counter', level: 0, split: 'train', seed })),
      groupSize: 1,
      firstEpisode: 7,
      seed: 5,
      sampling: { temperature: 1, topK: 0, topP: 1, greedy: false },
      maxNewTokens: 12,
      history: 2,
      resampling: () => ({ ...KEEP_ALL, by: 'stagnant', eta: 0.1, maxTries: 2 }),
    },
  );

test('one record per attempt, in playing order, the accepted one last', async () => {
  const trajectories = await play();
  const r = turnRecords(trajectories, codec.control);
  expect(r.count).toBe(7);
  expect([...r.episode]).toEqual([7, 7, 7, 7, 7, 8, 8]);
  expect([...r.group]).toEqual([0, 0, 0, 0, 0, 1, 1]);
  expect([...r.turn]).toEqual([0, 1, 1, 1, 2, 0, 1]);
  expect([...r.attempt]).toEqual([0, 0, 1, 2, 0, 0, 0]);
  expect([...r.accepted]).toEqual([1, 0, 0, 1, 1, 1, 1]);
  expect([...r.success]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  expect([...r.reward]).toEqual([0, 0, 0, 0, 10, 0, 10]);
  expect([...r.gamma].map((gamma) => Number.isNaN(gamma))).toEqual([true, false, false, false, false, true, false]);
  // `go up` names `up` at its third token; a response without a thought has no label.
  expect([...r.decidedAt]).toEqual([2, 2, 2, -1, 2, 2, 2]);
  expect(r.phi[1]).toBe(trajectories[0]!.turns[1]!.rejected[0]!.phi);
  const all = LABEL.valid | LABEL.effective | LABEL.novel | LABEL.progress;
  // A rejected try is labelled with what would have happened.
  expect([...r.label]).toEqual([all, all, all, 0, all, all, all]);
});

test('tokens lie end to end', async () => {
  const trajectories = await play();
  const r = turnRecords(trajectories, codec.control);
  expect([...r.start]).toEqual([0, 7, 14, 21, 23, 30, 37, 44]);
  expect(codec.decode(r.ids.subarray(r.start[3], r.start[4]))).toBe('up up');
  expect([...r.uncertainty.subarray(14, 24)]).toEqual([...Array(7).fill(0.515625), 0.53125, 0.53125, 0.75]);
  for (const column of [r.entropy, r.confidence, r.forced]) expect(column.length).toBe(44);
  expect([r.entropy[43], r.confidence[43], r.forced[43]]).toEqual([0.5, 2, 0]);
});

test('no episodes, no records', () => {
  const r = turnRecords([], codec.control);
  expect([r.count, r.ids.length, [...r.start]]).toEqual([0, 0, [0]]);
});
