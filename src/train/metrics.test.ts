import { describe, expect, test } from 'vitest';
import type { UpdateStats } from '../model/interface.ts';
import { collect } from '../rollout/collect.ts';
import { CounterWorlds, ScriptedPolicy, testCodec } from '../rollout/scripted.fixture.ts';
import type { Trajectory } from '../rollout/trajectory.ts';
import { actorMetrics, advantageMetrics, episodeMetrics, evaluationMetrics, klFromReference } from './metrics.ts';

const codec = testCodec();
const UP = '<think> go up </think> <action> up </action>';

/** Episode 0 wins in two turns; episode 1 waits four turns, the second of them without the format. */
const played = (): Promise<Trajectory[]> =>
  collect(
    new ScriptedPolicy(codec, ({ episode, turn }) =>
      episode === 0 ? UP : turn === 1 ? 'up up up' : '<think> </think> <action> wait </action>',
    ),
    codec,
    new CounterWorlds(),
    {
      tasks: [{ env: 'counter', level: 0, split: 'val', seed: 1 }],
      groupSize: 2,
      firstEpisode: 0,
      seed: 0,
      sampling: { temperature: 1, topK: 0, topP: 1, greedy: false },
      maxNewTokens: 12,
      history: 2,
    },
  );

describe('episode metrics', () => {
  test('are what a person would count by hand', async () => {
    expect(episodeMetrics(await played(), codec)).toMatchObject({
      'episode/success_rate': 0.5,
      'episode/score': 0.5,
      'episode/reward/mean': 5,
      'episode/length/mean': 3,
      'episode/turns_to_success': 2,
      'episode/valid_action_ratio': 5 / 6,
      'episode/format_valid_ratio': 5 / 6,
      'response_length/mean': (2 * 7 + 3 * 5 + 3) / 6,
      'response_length/max': 7,
      'response_length/clip_ratio': 1 / 6,
      'think_length/mean': 4 / 6,
      'hesitation/ineffective_ratio': 4 / 6,
      'tti/rate': 0,
      'tds/resample_rate': 0,
    });
  });

  test('turns to success is left out when nothing succeeded', async () => {
    const [, failed] = await played();
    expect(episodeMetrics([failed!], codec)).not.toHaveProperty('episode/turns_to_success');
  });

  test('evaluations carry the same names under val/ with an interval around the rate', async () => {
    const metrics = evaluationMetrics(await played(), codec);
    expect(metrics).toMatchObject({ 'val/success_rate': 0.5, 'val/length/mean': 3, 'val/episodes': 2 });
    expect(metrics['val/success_rate/low']).toBeLessThan(0.5);
    expect(metrics['val/success_rate/high']).toBeGreaterThan(0.5);
    expect(Object.keys(metrics).every((name) => name.startsWith('val/'))).toBe(true);
  });
});

const stats = (tokens: number, entropy: number, skipped = false): UpdateStats => ({
  loss: 0,
  policyLoss: 0,
  entropy,
  kl: 0,
  approxKl: 0,
  clipFraction: 0,
  meanRatio: 1,
  gradNorm: 0,
  tokens,
  padding: 0,
  skipped,
});

describe('actor metrics', () => {
  test('are means over the loss tokens of all steps', () => {
    const metrics = actorMetrics([stats(10, 1), stats(30, 2, true)]);
    expect(metrics).toMatchObject({
      'actor/entropy': 1.75,
      'actor/skipped_steps': 1,
      'actor/optimiser_steps': 2,
      'perf/trained_tokens': 40,
    });
  });

  test('are zeros, not NaN, when every group was left out', () => {
    expect(Object.values(actorMetrics([])).every((value) => value === 0)).toBe(true);
  });
});

test('the spread of advantages counts kept groups alone', () => {
  const turns = [Float64Array.of(1, 1), Float64Array.of(-1, -1), Float64Array.of(0)];
  expect(advantageMetrics({ turns, kept: [true, true, false], groups: 2, droppedGroups: 1 })).toEqual({
    'group/zero_variance': 0.5,
    'advantage/std': 1,
  });
});

test('KL from the reference is the mean k3 over sampled tokens', async () => {
  const [won] = await played();
  const turn = won!.turns[0]!;
  const shifted = turn.response.logprob.map((lp) => lp - 0.1);
  // d = lp - ref = 0.1 everywhere: e^-0.1 + 0.1 - 1.
  expect(klFromReference([{ turn, reference: shifted }])).toBeCloseTo(Math.exp(-0.1) + 0.1 - 1, 6);
  expect(klFromReference([{ turn, reference: turn.response.logprob }])).toBe(0);
});
