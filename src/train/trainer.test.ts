import { describe, expect, test } from 'vitest';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { Policy } from '../model/policy.ts';
import { parseConfig } from '../model/config.ts';
import type { TrainEvent } from './events.ts';
import { TINY_AGENT } from './tiny.fixture.ts';
import { Trainer } from './trainer.ts';

const TINY = {
  ...TINY_AGENT,
  groups: 2,
  maxNewTokens: 16,
  warmMaxUpdates: 40,
  updates: 40,
  evalEvery: 20,
  // Nearly everything differs between two seeds of a barely trained model, so equal bytes are no coincidence.
  klCoef: 0.01,
  entropyCoef: 0.001,
};

interface Run {
  readonly trainer: Trainer;
  readonly events: TrainEvent[];
}

async function open(overrides: Partial<Settings> = {}, checkpoint?: Uint8Array): Promise<Run> {
  const events: TrainEvent[] = [];
  const options = {
    executor: await CpuExecutor.create({ precision: 'f32' }),
    emit: (event: TrainEvent): void => void events.push(event),
  };
  const settings = settingsFrom('nano', { ...TINY, ...overrides });
  const trainer = checkpoint ? await Trainer.resume(checkpoint, options) : await Trainer.create(settings, options);
  return { trainer, events };
}

async function finish(trainer: Trainer): Promise<Float32Array> {
  while (await trainer.step());
  return trainer.policy.parameters();
}

/** Optimiser steps of policy updates: a comparison of runs that took none would show nothing. */
const stepsTaken = (events: readonly TrainEvent[]): number =>
  events.reduce((sum, e) => sum + (e.kind === 'update' ? e.metrics['actor/optimiser_steps']! : 0), 0);

/** Events as they would be stored, without what a clock measured. */
const timeless = (events: readonly TrainEvent[]): unknown[] =>
  events
    .filter((event) => event.kind === 'update' || event.kind === 'evaluation')
    .map(({ kind, update, metrics }) => ({
      kind,
      update,
      metrics: Object.fromEntries(Object.entries(metrics).filter(([name]) => !/seconds|per_second/.test(name))),
    }));

describe('trainer', () => {
  test('equal settings give byte-equal parameters and metrics over 40 cloning and 40 policy updates', async () => {
    const [a, b] = [await open(), await open()];
    const [pa, pb] = [await finish(a.trainer), await finish(b.trainer)];
    expect(pa.every(Number.isFinite)).toBe(true);
    expect(stepsTaken(a.events)).toBeGreaterThan(40);
    expect(new Uint8Array(pb.buffer)).toEqual(new Uint8Array(pa.buffer));
    expect(timeless(b.events)).toEqual(timeless(a.events));
    expect(await b.trainer.checkpoint()).toEqual(await a.trainer.checkpoint());
  });

  test('resuming gives the bytes of a run that never stopped, in the warm start and while learning', async () => {
    const short = { updates: 6, evalEvery: 2 };
    const unbroken = await open(short);
    const expected = await finish(unbroken.trainer);
    expect(stepsTaken(unbroken.events)).toBeGreaterThan(3);
    for (const steps of [2, unbroken.trainer.warmUpdate + 3]) {
      const first = await open(short);
      for (let i = 0; i < steps; i++) await first.trainer.step();
      const resumed = await open(short, await first.trainer.checkpoint());
      expect(new Uint8Array((await finish(resumed.trainer)).buffer)).toEqual(new Uint8Array(expected.buffer));
      expect(timeless([...first.events, ...resumed.events])).toEqual(timeless(unbroken.events));
    }
  });

  test('a run from the clone of another has the bytes of a run with a warm start of its own', async () => {
    const settings = { updates: 3 };
    const source = await open({ ...settings, learningRate: 5e-3, recipe: 'gigpo' });
    await finish(source.trainer);
    const own = await open(settings);
    const events: TrainEvent[] = [];
    const options = {
      executor: await CpuExecutor.create({ precision: 'f32' }),
      emit: (event: TrainEvent): void => void events.push(event),
    };
    const bytes = await source.trainer.checkpoint();
    const from = (overrides: Partial<Settings>): Promise<Trainer> =>
      Trainer.fromClone(bytes, settingsFrom('nano', { ...TINY, ...settings, ...overrides }), options);
    const cloned = await from({});
    expect(await finish(cloned)).toEqual(await finish(own.trainer));
    expect(stepsTaken(events)).toBeGreaterThan(1);
    expect(timeless(events)).toEqual(timeless(own.events));
    expect(await cloned.checkpoint()).toEqual(await own.trainer.checkpoint());
    await expect(from({ seed: 1 })).rejects.toThrow('Seed differs from that of the clone (1, not 0)');
    await expect(from({ warmNoise: 0.2 })).rejects.toThrow('Noise');
  });

  test('a token budget ends the run after the update that spends it, across a resume', async () => {
    const settings = { updates: 40, tokenBudget: 1500 };
    const whole = await open(settings);
    await finish(whole.trainer);
    const spent = whole.events.flatMap((e) => (e.kind === 'update' ? [e.metrics['perf/total_tokens']!] : []));
    expect(spent.length).toBeGreaterThan(1);
    expect(spent.at(-1)).toBeGreaterThanOrEqual(1500);
    expect(spent.at(-2)).toBeLessThan(1500);
    expect(whole.trainer.stage).toBe('finished');
    const first = await open(settings);
    for (let i = 0; i <= whole.trainer.warmUpdate; i++) await first.trainer.step();
    expect(first.trainer.update).toBe(1);
    const resumed = await open(settings, await first.trainer.checkpoint());
    expect(await finish(resumed.trainer)).toEqual(await whole.trainer.policy.parameters());
  });

  test('a memory limit is kept, and one that is too small is told before anything is trained', async () => {
    const peak = async (memoryBudget: number): Promise<number> => {
      const executor = await CpuExecutor.create({ precision: 'f32' });
      const settings = settingsFrom('nano', {
        ...TINY,
        width: 64,
        mlpWidth: 256,
        warmMaxUpdates: 2,
        updates: 1,
        memoryBudget,
      });
      const trainer = await Trainer.create(settings, { executor, emit: () => {} });
      while (await trainer.step());
      return executor.counters.peakBytes;
    };
    expect(await peak(8)).toBeLessThan(await peak(0));
    await expect(peak(1)).rejects.toMatchObject({ code: 'out-of-memory' });
  });

  test('another seed is another run', async () => {
    const [a, b] = [await open({ updates: 1 }), await open({ updates: 1, seed: 1 })];
    expect(await finish(b.trainer)).not.toEqual(await finish(a.trainer));
  });

  test('evaluating more often changes nothing that is learned', async () => {
    const [seldom, often] = [await open({ updates: 6, evalEvery: 50 }), await open({ updates: 6, evalEvery: 1 })];
    const [a, b] = [await finish(seldom.trainer), await finish(often.trainer)];
    expect(b).toEqual(a);
  });

  test('says what it does: warm updates, the missed band, update 0, every update, one episode each and one of the clone, checkpoints', async () => {
    const { trainer, events } = await open({
      warmMaxUpdates: 10,
      updates: 3,
      evalEvery: 2,
      warmLow: 0.9,
      warmHigh: 0.95,
    });
    await finish(trainer);
    const of = (kind: TrainEvent['kind']): TrainEvent[] => events.filter((event) => event.kind === kind);
    expect(of('warm').length).toBe(11);
    expect(of('warning')).toEqual([
      expect.objectContaining({ sentence: expect.stringContaining('below the band from 90 %') as string }),
    ]);
    expect(of('evaluation').map((event) => (event as { update: number }).update)).toEqual([0, 2, 3]);
    expect(of('update').map((event) => (event as { update: number }).update)).toEqual([1, 2, 3]);
    expect(of('episode').map((event) => (event as { update: number }).update)).toEqual([0, 1, 2, 3]);
    expect(of('checkpoint').length).toBe(4);
    expect(trainer.stage).toBe('finished');
    expect(await trainer.step()).toBe(false);
  });

  test('update metrics are finite and hold the names the command line promises', async () => {
    const { trainer, events } = await open({ updates: 2 });
    await finish(trainer);
    const update = events.find((event) => event.kind === 'update')!;
    expect(Object.entries(update.metrics).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
    for (const name of [
      'episode/success_rate',
      'episode/length/mean',
      'response_length/mean',
      'think_length/mean',
      'tti/rate',
      'tds/resample_rate',
      'actor/entropy',
      'actor/kl',
      'actor/grad_norm',
      'actor/clip_fraction',
      'perf/generated_tokens',
      'perf/seconds',
    ])
      expect(update.metrics).toHaveProperty([name]);
  });

  test('without a warm start the first step evaluates the fresh model', async () => {
    const { trainer, events } = await open({ warmStart: false, updates: 1 });
    await trainer.step();
    expect(events.filter((e) => e.kind === 'warm')).toEqual([]);
    expect(events.find((e) => e.kind === 'evaluation')).toMatchObject({ update: 0, split: 'val' });
    expect([trainer.stage, trainer.update]).toEqual(['training', 0]);
  });

  test('live settings apply from the next update on; the others are refused and change nothing', async () => {
    const { trainer } = await open();
    trainer.set({ learningRate: 1e-4 });
    expect(trainer.settings.learningRate).toBe(1e-4);
    expect(() => trainer.set({ temperature: 0.5, groups: 3 })).toThrow('cannot change while training');
    expect(() => trainer.set({ learningRate: 7 })).toThrow('must be a number');
    expect([trainer.settings.temperature, trainer.settings.groups]).toEqual([settingsFrom('nano').temperature, 2]);
  });

  test('a finished run can be extended and equals the longer run', async () => {
    const short = await open({ updates: 4, evalEvery: 2 });
    await finish(short.trainer);
    short.trainer.extend(6);
    const long = await open({ updates: 6, evalEvery: 2 });
    expect(await finish(short.trainer)).toEqual(await finish(long.trainer));
  });

  test('model files open again as the same policy', async () => {
    const { trainer } = await open({ updates: 1 });
    await finish(trainer);
    const files = await trainer.modelFiles();
    expect(Object.keys(files)).toEqual(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']);
    const executor = await CpuExecutor.create({ precision: 'f32' });
    const policy = await Policy.create(executor, parseConfig(files['config.json']!), { seed: 9, maxTokens: 64 });
    await policy.importWeights(files['model.safetensors']!);
    expect(await policy.parameters()).toEqual(await trainer.policy.parameters());
  });

  test('a level that is not there is refused before anything is allocated', async () => {
    const executor = await CpuExecutor.create({ precision: 'f32' });
    const settings = { ...settingsFrom('nano', { env: 'bandit' }), level: 1 };
    await expect(Trainer.create(settings, { executor, emit: () => {} })).rejects.toMatchObject({ code: 'bad-setting' });
    expect(executor.counters.bytes).toBe(0);
  });
});
