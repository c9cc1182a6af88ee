import { describe, expect, test } from 'vitest';
import type { ThinkingRule } from '../engine/kernels/intervention.ts';
import type { UpdateStats } from '../model/interface.ts';
import { WATCH_ONLY } from '../model/thinking.ts';
import { collect } from '../rollout/collect.ts';
import { CounterWorlds, ScriptedPolicy, testCodec } from '../rollout/scripted.fixture.ts';
import type { Response, Trajectory, Turn } from '../rollout/trajectory.ts';
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

describe('how well TTI finds idle thinking', () => {
  const CUTTING: ThinkingRule = {
    ...WATCH_ONLY,
    ...codec.control,
    window: 0,
    minThink: 0,
    postPeak: false,
    epsilon: 0.125,
  };
  /** M of the first response token on; the rest 0. */
  const rising = (turn: Turn, M: readonly number[], more: Partial<Response> = {}): Turn => ({
    ...turn,
    response: { ...turn.response, uncertainty: turn.response.uncertainty.map((_, t) => M[t] ?? 0), ...more },
  });
  /** Two turns: `go up` names `up` with its second word; the tail of the other stays calm. */
  const thinking = async (...turns: readonly string[]): Promise<Trajectory> => {
    const script = new ScriptedPolicy(
      codec,
      ({ turn }) => `<think> ${turns[turn] ?? ''} </think> <action> up </action>`,
    );
    const [trajectory] = await collect(script, codec, new CounterWorlds(), {
      tasks: [{ env: 'counter', level: 0, split: 'val', seed: 1 }],
      groupSize: 1,
      firstEpisode: 0,
      seed: 0,
      sampling: { temperature: 1, topK: 0, topP: 1, greedy: false },
      maxNewTokens: 16,
      history: 2,
    });
    return trajectory!;
  };

  test('by what it would have cut of whole thoughts', async () => {
    const played = await thinking('go up wait wait wait', 'down wait');
    const [first, second] = played.turns;
    // Changes of the five think tokens: none yet, 0.5, 0.5, 0, 0; so it cuts after the fourth, and one of three idle goes.
    const turns = [rising(first!, [0, 0, 0.5, 0, 0, 0]), rising(second!, [0, 0, 0.5])];
    const metrics = episodeMetrics([{ ...played, turns }], codec, CUTTING);
    expect(metrics).toMatchObject({ 'tti/precision': 1, 'tti/recall': 1 / 3, 'tti/unlabelled': 1 / 2 });
    // Window means after the decision: 0.5, 0, 0; before it: 0.5. Two pairs are right and one is a tie.
    expect(metrics['tti/auc']).toBeCloseTo(2.5 / 3, 10);
  });

  test('by the cuts that were made: too early when the action had not been named', async () => {
    const played = await thinking('go up', 'go');
    const [first, second] = played.turns;
    const turns = [
      rising(first!, [], { firedAt: 2, cut: 'saturation' }),
      rising(second!, [], { firedAt: 1, cut: 'cap' }),
    ];
    const metrics = episodeMetrics([{ ...played, turns }], codec, CUTTING);
    expect(metrics).toMatchObject({ 'tti/precision': 1 / 2, 'tti/recall': 1, 'tti/unlabelled': 1 / 2 });
  });

  test('what the hard budget cut is not TTI’s, and without its rule nothing is said', async () => {
    const played = await thinking('go up', 'go up');
    const turns = played.turns.map((turn) => rising(turn, [], { firedAt: 2, cut: 'budget' }));
    for (const metrics of [episodeMetrics([{ ...played, turns }], codec, CUTTING), episodeMetrics([played], codec)])
      expect(Object.keys(metrics).filter((name) => /^tti\/(precision|recall|auc|unlabelled)$/.test(name))).toEqual([]);
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
