/** Exploration control in training: what it changes, what it must not change, and that moving it is repeatable. */
import { describe, expect, test } from 'vitest';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import type { RolloutController } from '../rollout/collect.ts';
import { LABEL } from '../rollout/turn-records.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { TrainEvent } from './events.ts';
import type { Change } from './timeline.ts';
import { TINY_AGENT } from './tiny.fixture.ts';
import { Trainer } from './trainer.ts';

const TINY = {
  ...TINY_AGENT,
  groups: 3,
  maxNewTokens: 32,
  verbosity: 0.5,
  warmMaxUpdates: 120,
  updates: 4,
  evalEvery: 2,
  window: 1,
  minThink: 2,
  peakGuard: false,
};
/** Thresholds that intervene now and then in so small a model. */
const CONTROL = { tti: true, epsilon: 0.1, tds: true, eta: 0.05 };

interface Run {
  readonly trainer: Trainer;
  readonly events: TrainEvent[];
}

interface Options {
  readonly overrides?: Partial<Settings>;
  /** With a warm start of its own; otherwise all runs share one, for time's sake. */
  readonly fromStart?: boolean;
  readonly checkpoint?: Uint8Array;
  readonly replay?: readonly Change[];
  /** Told of every turn of every rollout. */
  readonly beforeTurn?: (trainer: Trainer, turn: number) => Promise<void> | void;
}

async function open(options: Options = {}): Promise<Run> {
  const { overrides = {}, fromStart = false, replay, beforeTurn } = options;
  const events: TrainEvent[] = [];
  const controller: RolloutController = { beforeTurn: (turn) => beforeTurn?.(run.trainer, turn) };
  const settings = settingsFrom('nano', { ...TINY, ...overrides });
  const checkpoint = options.checkpoint ?? (fromStart ? undefined : await warmStarted(settings));
  const parts = {
    executor: await CpuExecutor.create({ precision: 'f32' }),
    emit: (event: TrainEvent): void => void events.push(event),
    controller,
    ...(replay && { replay }),
  };
  const trainer = checkpoint ? await Trainer.resume(checkpoint, parts) : await Trainer.create(settings, parts);
  const run: Run = { trainer, events };
  return run;
}

let warm: Promise<Uint8Array> | undefined;

/** A checkpoint at the end of the shared warm start, as one of a run with these settings. */
async function warmStarted(settings: Settings): Promise<Uint8Array> {
  warm ??= open({ fromStart: true }).then(async ({ trainer }) => {
    while (trainer.stage === 'warm-start') await trainer.step();
    return trainer.checkpoint();
  });
  const checkpoint = readCheckpoint(await warm);
  return writeCheckpoint({ ...checkpoint, state: { ...checkpoint.state, settings, began: settings } });
}

/** Runs that never learned would be equal whatever the controls do. */
async function finish({ trainer, events }: Run): Promise<Uint8Array> {
  while (await trainer.step());
  const steps = events.map((e) => (e.kind === 'update' ? e.metrics['actor/optimiser_steps']! : 0));
  if (trainer.update > 0) expect(Math.max(...steps)).toBeGreaterThan(0);
  return new Uint8Array((await trainer.policy.parameters()).buffer);
}

/** What was learned and measured, without what a clock says. */
const figures = ({ events }: Run): unknown[] =>
  events.map((event): unknown => {
    if (event.kind === 'turns') return event.records;
    if (event.kind !== 'update' && event.kind !== 'evaluation') return null;
    return Object.entries(event.metrics).filter(([name]) => !/seconds|per_second/.test(name));
  });
const metricsOf = ({ events }: Run, kind: 'update' | 'evaluation') =>
  events.flatMap((event) => (event.kind === kind ? [event.metrics] : []));

describe('what is off changes nothing', () => {
  test('thresholds of rules that are off leave the bytes as they are', async () => {
    const odd = {
      epsilon: 0.9,
      window: 3,
      minThink: 1,
      eta: 0.9,
      maxTries: 8,
      tdsRule: 'asPublished',
      topJ: 3,
      alpha: 1,
    };
    const more = { forcedLoss: true, phiMean: 'arithmetic', tdsControl: 'random', bounds: 'fixed', signal: 'C' };
    const plain = await open();
    const strange = await open({ overrides: { ...odd, ...more } });
    expect(await finish(strange)).toEqual(await finish(plain));
  });

  test('evaluations play the agent as it is, unless they are told to control it too', async () => {
    const [bare, both] = [
      await open({ overrides: { ...CONTROL, updates: 1 } }),
      await open({ overrides: { ...CONTROL, updates: 1, evalControl: true } }),
    ];
    const [a, b] = [await finish(bare), await finish(both)];
    expect(b).toEqual(a);
    expect(metricsOf(bare, 'evaluation')[0]).toMatchObject({ 'val/tti/rate': 0, 'val/tds/attempts': 1 });
    expect(metricsOf(both, 'evaluation')[0]!['val/tti/rate']).toBeGreaterThan(0);
  });
});

describe('controlled training', () => {
  test('intervenes, says how often and what it cost, and is the same again', async () => {
    const [a, b] = [await open({ overrides: CONTROL }), await open({ overrides: CONTROL })];
    const parameters = await finish(a);
    expect(await finish(b)).toEqual(parameters);
    expect(figures(b)).toEqual(figures(a));
    for (const metrics of metricsOf(a, 'update')) {
      for (const name of ['tti/rate', 'tti/position', 'tds/resample_rate', 'tds/discarded_tokens'])
        expect(metrics[name]).toBeGreaterThan(0);
      expect(metrics['tds/attempts']).toBeGreaterThan(1);
      for (const name of ['signal/auc_ineffective', 'signal/auc_repeat']) {
        expect(metrics[name]).toBeGreaterThanOrEqual(0);
        expect(metrics[name]).toBeLessThanOrEqual(1);
      }
    }
  });

  test('posts every turn of an update with its rejected tries, and counts their tokens', async () => {
    const run = await open({ overrides: CONTROL });
    await finish(run);
    const posted = run.events.flatMap((event) => (event.kind === 'turns' ? [event] : []));
    expect(posted.map(({ update }) => update)).toEqual([1, 2, 3, 4]);
    for (const [u, { records }] of posted.entries()) {
      const metrics = metricsOf(run, 'update')[u]!;
      const of = (test: (r: number) => boolean): number[] =>
        Array.from({ length: records.count }, (_, r) => r).filter(test);
      const accepted = of((r) => records.accepted[r] === 1);
      expect(records.ids.length).toBe(metrics['perf/generated_tokens']);
      expect(records.count / accepted.length).toBeCloseTo(metrics['tds/attempts']!, 12);
      expect(accepted.filter((r) => records.firedAt[r]! >= 0).length / accepted.length).toBe(metrics['tti/rate']);
      // Stagnant tries are rejected until the tries run out.
      for (const r of of((r) => records.accepted[r] === 0)) expect(records.gamma[r]).toBeLessThan(CONTROL.eta);
      for (const r of accepted.filter((r) => records.attempt[r]! < 2 && records.turn[r]! > 0))
        expect(records.gamma[r]).toBeGreaterThanOrEqual(CONTROL.eta);
      const ineffective = accepted.filter((r) => (records.label[r]! & LABEL.effective) === 0).length;
      expect(ineffective / accepted.length).toBe(metrics['hesitation/ineffective_ratio']);
    }
  });

  test('no rejected or forced token is learned from, unless forced ones are asked for', async () => {
    const trained = async (overrides: Partial<Settings>): Promise<[Run, number]> => {
      const run = await open({ overrides: { ...CONTROL, ...overrides, updates: 1, miniBatches: 1 } });
      await finish(run);
      return [run, metricsOf(run, 'update')[0]!['perf/trained_tokens']!];
    };
    const [run, without] = await trained({});
    const [, including] = await trained({ forcedLoss: true });
    const { records } = run.events.find((event) => event.kind === 'turns')!;
    const rewards = new Map<number, Set<number>>();
    const paid = (r: number): number => Number(records.success[r]);
    for (let r = 0; r < records.count; r++)
      rewards.set(records.group[r]!, (rewards.get(records.group[r]!) ?? new Set()).add(paid(r)));
    let forced = 0;
    let chosen = 0;
    for (let r = 0; r < records.count; r++)
      if (records.accepted[r] === 1 && rewards.get(records.group[r]!)!.size > 1)
        for (let t = records.start[r]!; t < records.start[r + 1]!; t++) {
          forced += records.forced[t]!;
          chosen += 1 - records.forced[t]!;
        }
    expect(forced).toBeGreaterThan(0);
    expect([without, including]).toEqual([chosen, chosen + forced]);
  });

  test('resuming gives the bytes of a run that never stopped', async () => {
    const expected = await finish(await open({ overrides: CONTROL }));
    const first = await open({ overrides: CONTROL });
    while (first.trainer.update < 2) await first.trainer.step();
    expect(await finish(await open({ checkpoint: await first.trainer.checkpoint() }))).toEqual(expected);
  });

  test.each([
    ['gigpo', {}],
    ['gigpo-mean', { voidFilter: 'turn' }],
    ['grpo', { tdsControl: 'repeat', thinkBudget: 5, tti: false }],
    ['grpo', { tdsControl: 'random', voidFilter: 'trajectory' }],
  ])('%s with %o runs and learns', async (recipe, more) => {
    const run = await open({ overrides: { ...CONTROL, ...more, recipe, updates: 2 } });
    await finish(run);
    const steps = metricsOf(run, 'update').map((metrics) => metrics['actor/optimiser_steps']!);
    expect(Math.max(...steps)).toBeGreaterThan(0);
    for (const metrics of metricsOf(run, 'update')) {
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      if (recipe.startsWith('gigpo')) expect(metrics['gigpo/anchored_ratio']).toBeGreaterThan(0);
      if ('thinkBudget' in more) expect(metrics['think_budget/rate']).toBeGreaterThan(0);
    }
  });
});

/** Moves something at a turn of the rollouts, of the evaluations and of the looks of the warm start. */
const MOVES: readonly { readonly call: number; readonly changes: Partial<Settings> }[] = [
  { call: 2, changes: { maxGradNorm: 0.5 } },
  { call: 25, changes: { epsilon: 0.3, eta: 0.2 } },
  { call: 33, changes: { tds: false, temperature: 0.9 } },
  { call: 40, changes: { tti: false, learningRate: 5e-4 } },
  { call: 44, changes: { tds: true, maxTries: 4, window: 2, tti: true } },
];
const moving = (): Required<Pick<Options, 'beforeTurn'>> => {
  let call = 0;
  return {
    beforeTurn: (trainer) => {
      for (const { changes } of MOVES.filter((move) => move.call === call)) trainer.set(changes);
      call += 1;
    },
  };
};

describe('moving settings while training runs', () => {
  test('a run is played again from its seed and its list of changes to the same bytes', async () => {
    const overrides = { ...CONTROL, warmMaxUpdates: 60 };
    const moved = await open({ overrides, fromStart: true, ...moving() });
    const parameters = await finish(moved);
    const { changes, began } = moved.trainer;
    expect(changes.map((change) => change.changes)).toEqual(MOVES.map((move) => move.changes));
    expect(began).toEqual(settingsFrom('nano', { ...TINY, ...overrides }));
    // In the warm start, between rollouts and inside one: every kind of place is there.
    expect(changes.some(({ update, warmUpdate }) => update === 0 && warmUpdate < 60)).toBe(true);
    expect(changes.some(({ turn }) => turn > 1)).toBe(true);

    const again = await open({ overrides, fromStart: true, replay: changes });
    expect(await finish(again)).toEqual(parameters);
    expect(figures(again)).toEqual(figures(moved));
    expect(again.trainer.changes).toEqual(changes);
    expect(again.trainer.settings).toEqual(moved.trainer.settings);
    // The list matters: without it other bytes come out.
    expect(await finish(await open({ overrides, fromStart: true }))).not.toEqual(parameters);
  });

  test('exploration control changes from the next turn on, what is learned with from the next update on', async () => {
    const rates = async (changes: Partial<Settings>): Promise<[Run, number[]]> => {
      const run = await open({
        overrides: { ...CONTROL, updates: 2 },
        beforeTurn: (trainer, turn) => {
          if (trainer.isCollecting && trainer.update === 0 && turn === 2) trainer.set(changes);
        },
      });
      await finish(run);
      const { records } = run.events.find((event) => event.kind === 'turns')!;
      const cuts = [0, 1, 2, 3].map(
        (turn) => [...records.firedAt].filter((fired, r) => records.turn[r] === turn && fired >= 0).length,
      );
      return [run, cuts];
    };
    const [moved, cuts] = await rates({ tti: false, learningRate: 9e-3, temperature: 0.5 });
    const [plain, before] = await rates({});
    expect(cuts.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(before[2]).toBeGreaterThan(0);
    expect(cuts.slice(2)).toEqual([0, 0]);
    const [slow] = await rates({ tti: false });
    // The first update learned with the old learning rate and temperature, the second with the new ones.
    expect(metricsOf(moved, 'update')[0]!['actor/ppo_kl']).toBe(metricsOf(slow, 'update')[0]!['actor/ppo_kl']);
    expect(metricsOf(moved, 'update')[1]!['actor/entropy']).not.toBe(metricsOf(slow, 'update')[1]!['actor/entropy']);
    expect(plain.trainer.changes).toEqual([]);
  });

  test('a checkpoint from the middle of a rollout goes on to the same bytes, changes included', async () => {
    let bytes: Uint8Array | undefined;
    const { beforeTurn } = moving();
    const moved = await open({
      overrides: CONTROL,
      beforeTurn: async (trainer, turn) => {
        await beforeTurn(trainer, turn);
        if (trainer.isCollecting && trainer.changes.some((change) => change.turn > 1))
          bytes ??= await trainer.checkpoint();
      },
    });
    const parameters = await finish(moved);
    // The list that the whole run ended with: moves after the checkpoint came from a person, not from the bytes.
    const resumed = await open({ checkpoint: bytes!, replay: moved.trainer.changes });
    expect(await finish(resumed)).toEqual(parameters);
    expect(resumed.trainer.changes).toEqual(moved.trainer.changes);
  });

  test.each<[Partial<Settings>, RegExp]>([
    [{ epsilon: Number.NaN }, /Threshold ε must be a number from 0.000001 to 1, got NaN/],
    [{ eta: 2 }, /Threshold η must be a number from/],
    [{ window: 29 }, /N = 29 never fills in a turn of 32 tokens: N may be at most 28/],
    [{ minThink: 9, maxThink: 3 }, /L_min \(9 tokens\) is above longest thought L_max \(3\)/],
    [{ epsilon: 0.2, groups: 2 }, /cannot change while training/],
  ])('%o is refused in a sentence and nothing changes', async (changes, words) => {
    const { trainer } = await open({ overrides: CONTROL });
    const before = trainer.settings;
    expect(() => trainer.set(changes)).toThrow(words);
    expect(trainer.settings).toBe(before);
    expect(trainer.changes).toEqual([]);
  });
});

describe('calibration', () => {
  test('sets ε and η from turns of its own, says what it saw, and costs training nothing', async () => {
    const run = await open({ overrides: { groups: 8, updates: 1 } });
    const plain = await open({ overrides: { groups: 8, updates: 1 } });
    const found = await run.trainer.calibrate(0.3);
    expect(run.events).toContainEqual({ kind: 'calibration', update: 0, ...found });
    expect(run.trainer.settings).toMatchObject({ epsilon: found.epsilon, eta: found.eta });
    expect(run.trainer.changes).toMatchObject([{ update: 0, changes: { epsilon: found.epsilon, eta: found.eta } }]);
    expect(found.etaRate).toBeCloseTo(0.3, 1);
    expect(await finish(run)).toEqual(await finish(plain));
  });

  test('makes the rules intervene at about the wanted rate', async () => {
    const run = await open({ overrides: { groups: 8, updates: 1, tti: true, tds: true } });
    const { epsilonRate } = await run.trainer.calibrate(0.3);
    await finish(run);
    const metrics = metricsOf(run, 'update')[0]!;
    // Other episodes of the same policy, about 150 turns: two standard errors of a share of 0.3 are 0.075.
    expect(Math.abs(metrics['tti/rate']! - epsilonRate)).toBeLessThan(0.1);
    expect(metrics['tds/resample_rate']).toBeGreaterThan(0.1);
    expect(metrics['tds/resample_rate']).toBeLessThan(0.4);
  });

  test('may be a setting: done when the warm start is over, and no change that a replay repeats', async () => {
    const overrides = { groups: 8, updates: 1, tti: true, tds: true, calibrateRate: 0.3 };
    const run = await open({ overrides, fromStart: true });
    const parameters = await finish(run);
    const found = run.events.find((event) => event.kind === 'calibration')!;
    expect(run.trainer.settings).toMatchObject({ epsilon: found.epsilon, eta: found.eta });
    expect(run.trainer.changes).toEqual([]);
    expect(run.trainer.began.epsilon).not.toBe(found.epsilon);
    const again = await open({ overrides, fromStart: true, replay: run.trainer.changes });
    expect(await finish(again)).toEqual(parameters);
  });

  test('on too little to go by is refused and leaves the thresholds', async () => {
    const { trainer } = await open({ overrides: { groups: 1, groupSize: 2, epsilon: 0.02 } });
    await expect(trainer.calibrate(0.2)).rejects.toThrow(/ε and η stay as they were/);
    expect(trainer.settings.epsilon).toBe(0.02);
  });
});

test('rejection fine-tuning clones the successes of the clone before learning begins', async () => {
  const run = await open({
    overrides: { warmMaxUpdates: 40, updates: 0, rft: true, rftEpisodes: 64 },
    fromStart: true,
  });
  await finish(run);
  const steps = run.events.flatMap((event) =>
    event.kind === 'warm' && 'rft/turns' in event.metrics ? [event.metrics] : [],
  );
  expect(steps.length).toBeGreaterThan(0);
  expect(steps[0]!['rft/success_rate']).toBeGreaterThan(0);
  expect(run.trainer.warmUpdate).toBe(40 + steps.length);
  expect(await finish(run)).not.toEqual(
    await finish(await open({ overrides: { warmMaxUpdates: 40, updates: 0 }, fromStart: true })),
  );
});
