/** The player worker's work: an agent that is played turn by turn says what it says in an evaluation. */
import { expect, test } from 'vitest';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { makeEnv } from '../envs/registry.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { codecOf } from '../rollout/codec.ts';
import type { Observation } from '../rollout/collect.ts';
import { viewOf, type PastTurn } from '../rollout/prompt.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { playHeldOut } from '../train/evaluate.ts';
import { freshPolicy } from '../train/fresh-policy.ts';
import { samplingSeed } from '../train/tasks.ts';
import { Trainer } from '../train/trainer.ts';
import { PlayerHost, type PlayerEvent, type PlayerRequest } from './player.ts';

const settings = settingsFrom('nano', {
  env: 'numberline',
  width: 16,
  heads: 1,
  kvHeads: 1,
  mlpWidth: 32,
  groups: 2,
  groupSize: 2,
  maxNewTokens: 12,
  warmMaxUpdates: 3,
  evalEpisodes: 8,
});

const onCpu = () => CpuExecutor.create({ precision: 'f32' });

async function trained(of: Settings = settings): Promise<Uint8Array> {
  const trainer = await Trainer.create(of, { executor: await onCpu(), emit: () => {} });
  for (let i = 0; i < 3; i++) await trainer.step();
  return trainer.checkpoint();
}

/** Asks one thing after another. */
function visit(): (request: PlayerRequest) => Promise<PlayerEvent> {
  let hear: (event: PlayerEvent) => void;
  const host = new PlayerHost(onCpu, (event) => hear(event));
  return (request) =>
    new Promise((resolve) => {
      hear = resolve;
      host.receive(request);
    });
}

/** Sees 4 x 4 patches of a lake. */
const seeing = { ...settings, env: 'lake', observation: 'picture' } as const;

/** Is not told what it may do. */
const untold = { ...seeing, actionList: false } as const;

test.each([settings, seeing, untold])(
  'plays a held-out task of $env (list: $actionList) as the evaluation of its run does',
  async (of) => {
    const checkpoint = await trained(of);
    const { state, policy: bytes, tokenizer } = readCheckpoint(checkpoint);
    const codec = codecOf(Tokenizer.fromJson(tokenizer));
    const policy = await freshPolicy(state.settings, Tokenizer.fromJson(tokenizer), {
      executor: await onCpu(),
      emit: () => {},
    });
    await policy.importCheckpoint(bytes);
    const observation = of.observation as Observation;
    const { actionList } = of;
    const { env, level, history, maxNewTokens, evalTemperature: temperature, seed } = state.settings;
    const played = await playHeldOut(policy, codec, {
      env,
      level,
      split: 'val',
      episodes: 3,
      temperature,
      history,
      observation,
      actionList,
      maxNewTokens,
      seed: samplingSeed(seed, 'evaluate'),
    });

    const ask = visit();
    const opened = { kind: 'opened', temperature, history, observation, actionList };
    expect(await ask({ kind: 'open', checkpoint })).toMatchObject(opened);
    for (const [episode, { task, turns }] of played.entries()) {
      const world = makeEnv(env);
      let obs = world.reset(task);
      const past: PastTurn[] = [];
      for (const [turn, { action, think, formatValid }] of turns.entries()) {
        const picture = observation === 'picture' ? world.picture() : undefined;
        const view = viewOf(obs, past.slice(-history), { picture, actionList });
        const said = await ask({ kind: 'say', view, episode, turn });
        expect(said).toEqual({ kind: 'said', action, think, formatValid });
        ({ obs } = world.step(action));
        past.push({ action, caused: obs.brief ?? obs.text });
      }
    }
  },
);

test('answers a checkpoint that is none with a sentence, and text that is too long all the same', async () => {
  const ask = visit();
  expect(await ask({ kind: 'open', checkpoint: new Uint8Array(40) })).toMatchObject({
    kind: 'failed',
    code: 'bad-file',
  });
  expect(await ask({ kind: 'open', checkpoint: await trained() })).toMatchObject({ kind: 'opened' });
  const view = { task: 'z'.repeat(100_000), observation: '\u0000', admissible: ['left'], past: [] };
  expect(await ask({ kind: 'say', view, episode: 0, turn: 0 })).toMatchObject({ kind: 'said' });
});
