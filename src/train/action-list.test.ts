/** Runs whose agent is not told which actions are possible: nothing of the list in any prompt, and the world as it was. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { ENV_IDS, specOf } from '../envs/registry.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { Policy } from '../model/policy.ts';
import { codecOf } from '../rollout/codec.ts';
import { freshTokenizer } from '../rollout/vocabulary.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { TINY_LAKE } from './tiny.fixture.ts';
import { Trainer } from './trainer.ts';
import { cloningRows } from './warm-start.ts';

const codec = codecOf(freshTokenizer());
const { admissible } = codec.control;

const WORLDS = ENV_IDS.flatMap((env) => specOf(env).levels.map(({ level }) => [env, level] as const));
test.each(WORLDS)('%s level %i: the same demonstrations, their prompts end where the list began', (env, level) => {
  const settings = settingsFrom('nano', { env, level, warmNoise: 0.5, recovery: 0.5, loopiness: 0.3 });
  const told = cloningRows(settings, codec, 0, Infinity);
  const untold = cloningRows({ ...settings, actionList: false }, codec, 0, Infinity);
  expect(untold).toHaveLength(told.length);
  for (const [i, { ids, start }] of told.entries()) {
    const prompt = ids.subarray(0, start);
    expect(start).toBeGreaterThan(prompt.indexOf(admissible) + 1);
    expect(untold[i]!.ids).toEqual(
      Uint32Array.from([...prompt.subarray(0, prompt.indexOf(admissible) + 1), ...ids.subarray(start)]),
    );
  }
});

const BLIND = { ...TINY_LAKE, actionList: false, updates: 2, evalEvery: 1 } as const satisfies Partial<Settings>;

describe('a run', () => {
  afterEach(() => void vi.restoreAllMocks());

  test.each(['text', 'picture'])(
    'over %s has no prompt with a word of the list: cloned, played, refined, learned from, evaluated, measured',
    async (observation) => {
      const generated = vi.spyOn(Policy.prototype, 'generate');
      const learned = vi.spyOn(Policy.prototype, 'update');
      const executor = await CpuExecutor.create({ precision: 'f32' });
      const settings = settingsFrom('nano', { ...BLIND, observation });
      const phases = new Set<string>();
      const trainer = await Trainer.create(settings, {
        executor,
        emit: (event) => void (event.kind === 'phase' && phases.add(event.phase)),
      });
      while (await trainer.step());
      await trainer.calibrate(0.1);
      expect([...phases]).toEqual(expect.arrayContaining(['warm-start', 'evaluating', 'collecting', 'updating']));
      const prompts = [
        ...generated.mock.calls.flatMap(([{ rows }]) => rows.map(({ prompt }) => prompt)),
        ...learned.mock.calls.flatMap(([rows]) => rows.map(({ ids, start }) => ids.subarray(0, start))),
      ];
      expect(prompts.length).toBeGreaterThan(500);
      expect(prompts.filter((prompt) => prompt.at(-1) !== admissible)).toEqual([]);
      executor.dispose();
    },
    60_000,
  );

  test('from before there was a choice was told them', async () => {
    const executor = await CpuExecutor.create({ precision: 'f32' });
    const trainer = await Trainer.create(settingsFrom('nano', { ...BLIND, actionList: true }), {
      executor,
      emit: () => {},
    });
    const kept = readCheckpoint(await trainer.checkpoint());
    const { actionList: _, ...before } = kept.state.settings;
    const old = writeCheckpoint({
      ...kept,
      state: { ...kept.state, settings: before as Settings, began: before as Settings },
    });
    expect(readCheckpoint(old)).toEqual(kept);
    expect(settingsFrom('micro', before).actionList).toBe(true);
    executor.dispose();
  });
});
