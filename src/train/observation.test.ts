/** Runs whose agent sees pictures: what their prompts hold, that they learn, resume, branch and are kept like any other. */
import { describe, expect, test } from 'vitest';
import { PATCH, patchCount } from '../core/picture.ts';
import { PICTURED, settingsFrom, type Settings } from '../core/settings.ts';
import { ENV_IDS, specOf } from '../envs/registry.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { codecOf } from '../rollout/codec.ts';
import { freshTokenizer } from '../rollout/vocabulary.ts';
import { episodeLine, episodeOf, type EpisodeEvent } from './bundle/episode-line.ts';
import type { TrainEvent } from './events.ts';
import { MAX_PROMPT } from './fresh-policy.ts';
import { TINY_LAKE } from './tiny.fixture.ts';
import { Trainer } from './trainer.ts';
import { cloningRows } from './warm-start.ts';

const SEEING = {
  ...TINY_LAKE,
  observation: 'picture',
  learningRate: 1e-3,
  updates: 4,
  evalEvery: 4,
} as const satisfies Partial<Settings>;

interface Run {
  readonly trainer: Trainer;
  readonly events: TrainEvent[];
}

async function open(
  make: (options: { executor: CpuExecutor; emit: (event: TrainEvent) => void }) => Promise<Trainer>,
): Promise<Run> {
  const events: TrainEvent[] = [];
  const executor = await CpuExecutor.create({ precision: 'f32' });
  return { trainer: await make({ executor, emit: (event) => void events.push(event) }), events };
}

async function finish({ trainer }: Run): Promise<Float32Array> {
  while (await trainer.step());
  return trainer.policy.parameters();
}

test('pictures are offered where there are some, and refused elsewhere in one sentence', () => {
  expect(PICTURED.toSorted()).toEqual(ENV_IDS.filter((id) => specOf(id).pictures).toSorted());
  for (const env of PICTURED)
    expect(settingsFrom('nano', { env, observation: 'picture' })).toMatchObject({ observation: 'picture' });
  for (const env of ENV_IDS.filter((id) => !PICTURED.includes(id)))
    expect(() => settingsFrom('nano', { env, observation: 'picture' })).toThrow(
      `The environment "${env}" draws no pictures: choose one of gui, push, lake, or text.`,
    );
  expect(() => settingsFrom('nano', { observation: 'sound' })).toThrow('Observation cannot be "sound"');
});

describe('prompts', () => {
  const codec = codecOf(freshTokenizer());
  test.each([
    ['push', 3],
    ['gui', 3],
    ['gui', 4],
    ['lake', 1],
  ])('%s level %i: patches instead of every word about the world', (env, level) => {
    const noisy = { recovery: 1, warmNoise: 0.5, history: 8 };
    const settings = settingsFrom('nano', { env, level, observation: 'picture', ...noisy });
    const rows = cloningRows(settings, codec, 0, Infinity);
    const read = cloningRows({ ...settings, observation: 'text' }, codec, 0, Infinity);
    for (const [i, { ids, start, picture }] of rows.entries()) {
      expect(start).toBeLessThanOrEqual(MAX_PROMPT);
      const prompt = [...ids.subarray(0, start)];
      expect(prompt.filter((id) => id === PATCH)).toHaveLength(patchCount(picture!));
      const [before, patches, after] = codec
        .decode(Uint32Array.from(prompt.filter((id) => id !== PATCH)))
        .split(/ <obs>| <adm>/) as [string, string, string];
      expect(patches).toBe('');
      // The same task, actions and response as in words; nothing of what the actions caused.
      const [words, , offered] = codec.decode(read[i]!.ids.subarray(0, read[i]!.start)).split(/ <obs>| <adm>/);
      expect(before).toBe(words!.replaceAll(/ : .*?(?= > |$)/g, ''));
      expect(after).toBe(offered);
      expect(ids.subarray(start)).toEqual(read[i]!.ids.subarray(read[i]!.start));
    }
  });
});

describe('a run', () => {
  test('is the same bytes again, resumed and from a clone; its episodes can be kept', async () => {
    const settings = settingsFrom('nano', SEEING);
    const unbroken = await open((options) => Trainer.create(settings, options));
    const expected = await finish(unbroken);
    const steps = unbroken.events.flatMap((e) => (e.kind === 'update' ? e.metrics['actor/optimiser_steps']! : []));
    expect(steps.reduce((a, b) => a + b, 0)).toBeGreaterThan(2);

    const broken = await open((options) => Trainer.create(settings, options));
    let clone: Uint8Array | undefined;
    while (broken.trainer.update < 2) {
      await broken.trainer.step();
      if (broken.trainer.stage === 'training') clone ??= await broken.trainer.checkpoint();
    }
    const bytes = await broken.trainer.checkpoint();
    expect(await finish(await open((options) => Trainer.resume(bytes, options)))).toEqual(expected);
    expect(await finish(await open((options) => Trainer.fromClone(clone!, settings, options)))).toEqual(expected);
    const reading = { ...settings, observation: 'text' };
    await expect(open((options) => Trainer.fromClone(clone!, reading, options))).rejects.toThrow(
      'Observation differs from that of the clone (text, not picture)',
    );

    const episode = unbroken.events.find((e): e is EpisodeEvent => e.kind === 'episode')!;
    const { turns } = episode.trajectory;
    expect(turns.every(({ prompt, picture }) => prompt.includes(PATCH) && patchCount(picture!) === 16)).toBe(true);
    const kept = episodeOf(episodeLine(episode)).trajectory.turns;
    expect(kept.map(({ prompt }) => prompt)).toEqual(turns.map(({ prompt }) => prompt));
    expect(kept.some(({ picture }) => picture)).toBe(false);
  });
});
