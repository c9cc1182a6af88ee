/**
 * `turnlab eval`: plays held-out tasks with a saved model. Must not change the model or write files.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import { settingOf, settingsFrom, type Settings } from '../core/settings.ts';
import type { Split } from '../envs/env.ts';
import { VecEnv } from '../envs/vec.ts';
import { loadFolder } from '../model/folder.ts';
import { Policy } from '../model/policy.ts';
import { codecOf } from '../rollout/codec.ts';
import type { Observation } from '../rollout/collect.ts';
import { playHeldOut } from '../train/evaluate.ts';
import { evaluationMetrics } from '../train/metrics.ts';
import { samplingSeed } from '../train/tasks.ts';
import { BACKEND_FLAG, openExecutor } from './backend.ts';
import { choiceOf, numberOf, parseArguments, wholeNumberOf, type Flag } from './flags.ts';
import { evaluationSentence, ProgressBar } from './report.ts';
import { readFile, RUN_FILE } from './run-folder.ts';

const SPLITS: readonly Split[] = ['val', 'test', 'ood', 'train'];
/** Settings that say what is played; a run folder remembers its own. */
const TASK_SETTINGS = ['env', 'level', 'observation', 'history', 'maxNewTokens', 'seed'] as const;
/** No model of ours sees more, whatever its config.json allows. */
const MOST_TOKENS = 2048;

export const EVAL_FLAGS: readonly Flag[] = [
  {
    name: 'model',
    value: 'DIR',
    help: 'Run folder or any folder with config.json, model.safetensors, tokenizer.json.',
  },
  { name: 'split', value: SPLITS.join('|'), help: 'Which tasks; all but train were never trained on. [val]' },
  { name: 'episodes', value: 'N', help: 'How many tasks, one episode each. [200]' },
  {
    name: 'temperature',
    value: 'T',
    help: 'Sampling temperature; default: the run’s temperature for evaluations. [0.6]',
  },
  ...TASK_SETTINGS.map((key): Flag => {
    const { flag, label } = settingOf(key)!;
    return { name: flag, value: key.toUpperCase(), help: `${label}; default: as the model was trained.` };
  }),
  { name: 'json', help: 'One JSON object on stdout.' },
  BACKEND_FLAG,
];

export async function evaluate(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, EVAL_FLAGS);
  const model = flags.get('model');
  if (!model) throw new TurnlabError('bad-argument', 'eval needs --model DIR.', 'Name a folder that train wrote.');
  const settings = settingsOf(model, flags);
  const split = choiceOf('split', flags.get('split') ?? 'val', SPLITS);
  const episodes = wholeNumberOf('episodes', flags.get('episodes') ?? '200', 1, 100_000);
  const { env, level, observation, history, maxNewTokens, seed, evalTemperature } = settings;
  new VecEnv(env).reset([{ env, level, split, seed: 0 }], 1);
  const names = ['config.json', 'model.safetensors', 'tokenizer.json'];
  const folder = loadFolder(Object.fromEntries(names.map((name) => [name, readFile(join(model, name))])));
  if (observation === 'picture' && !folder.config.pictures)
    throw new TurnlabError('bad-setting', 'This model reads text only.', 'Play it with --observation text.');
  const codec = codecOf(folder.tokenizer());
  const maxTokens = Math.min(folder.config.maxPositions, MOST_TOKENS);
  if (maxNewTokens >= maxTokens)
    throw new TurnlabError(
      'bad-argument',
      `--max-new-tokens ${maxNewTokens} leaves no room for a prompt in ${maxTokens} tokens.`,
    );

  const executor = await openExecutor(flags);
  const bar = new ProgressBar(process.stderr);
  try {
    const policy = await Policy.create(executor, folder.config, { seed: 0, maxTokens });
    await policy.importWeights(folder.weights);
    const trajectories = await playHeldOut(
      policy,
      codec,
      {
        env,
        level,
        split,
        episodes,
        temperature: evalTemperature,
        history,
        observation: observation as Observation,
        maxNewTokens,
        seed: samplingSeed(seed, 'evaluate'),
      },
      { beforeTurn: (turn, running) => bar.show(`evaluating turn ${turn + 1}`, episodes - running, episodes) },
    );
    bar.clear();
    const metrics = evaluationMetrics(trajectories, codec);
    process.stdout.write(
      flags.has('json')
        ? `${JSON.stringify({ kind: 'evaluation', env, level, split, ...metrics })}\n`
        : `${episodes} tasks of ${env} level ${level}: ${evaluationSentence(split, metrics)}\n`,
    );
  } finally {
    bar.clear();
    executor.dispose();
  }
  return 0;
}

/** Flags over the run's own settings over the defaults. */
function settingsOf(model: string, flags: ReadonlyMap<string, string>): Settings {
  const overrides: Record<string, unknown> = {};
  const runFile = join(model, RUN_FILE);
  if (existsSync(runFile)) Object.assign(overrides, savedSettings(runFile));
  for (const key of TASK_SETTINGS) {
    const { flag, kind } = settingOf(key)!;
    const text = flags.get(flag);
    if (text !== undefined) overrides[key] = kind === 'choice' ? text : numberOf(flag, text);
  }
  const temperature = flags.get('temperature');
  if (temperature !== undefined) overrides['evalTemperature'] = numberOf('temperature', temperature);
  return settingsFrom('micro', overrides);
}

function savedSettings(path: string): Record<string, unknown> {
  try {
    const run = JSON.parse(new TextDecoder().decode(readFile(path))) as { settings: Record<string, unknown> };
    return run.settings;
  } catch (cause) {
    throw new TurnlabError('bad-file', `${path} is not a run description.`, '', { cause });
  }
}
