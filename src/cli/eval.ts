/**
 * `turnlab eval`: plays held-out tasks with a saved model. Must not change the model or write files.
 */
import { TurnlabError } from '../core/errors.ts';
import { EXPLORATION_SETTINGS } from '../core/exploration-settings.ts';
import { settingOf, settingsFrom, type Setting, type Settings } from '../core/settings.ts';
import type { Split } from '../envs/env.ts';
import { bringBack } from '../envs/own-worlds.ts';
import { VecEnv } from '../envs/vec.ts';
import { codecOf } from '../rollout/codec.ts';
import { cuttingOf } from '../train/control.ts';
import { playHeldOut } from '../train/evaluate.ts';
import { evaluationMetrics } from '../train/metrics.ts';
import { heldOutRequest } from '../train/requests.ts';
import { folderAgent, onnxAgent, type FoundAgent } from './agent.ts';
import { BACKEND_FLAG } from './backend.ts';
import { choiceOf, numberOf, parseArguments, wholeNumberOf, type Flag } from './flags.ts';
import { DATA_FLAG, environmentOf } from './own-data.ts';
import { evaluationSentence, ProgressBar } from './report.ts';
import { flagsOf, settingOverrides } from './settings-flags.ts';

const SPLITS: readonly Split[] = ['val', 'test', 'ood', 'train'];
/** Exploration control that acts on what is learned from, not on play. */
const LEARNING: ReadonlySet<string> = new Set<keyof Settings>(['forcedLoss', 'voidFilter', 'calibrateRate']);
/** Settings that say what is played and how; a run folder remembers its own. */
const PLAY_SETTINGS: readonly Setting[] = [
  ...(['env', 'level', 'observation', 'actionList', 'history', 'maxNewTokens', 'seed'] as const).map((key) =>
    settingOf(key)!,
  ),
  ...EXPLORATION_SETTINGS.filter(({ key }) => !LEARNING.has(key)),
];

export const EVAL_FLAGS: readonly Flag[] = [
  {
    name: 'model',
    value: 'DIR',
    help: 'Run folder or any folder with config.json, model.safetensors, tokenizer.json.',
  },
  {
    name: 'onnx',
    value: 'FILE',
    help: 'Instead of --model: an ONNX policy, played by onnxruntime-web on the CPU (tokenizer inside or beside it).',
  },
  { name: 'split', value: SPLITS.join('|'), help: 'Which tasks; all but train were never trained on. [val]' },
  { name: 'episodes', value: 'N', help: 'How many tasks, one episode each. [200]' },
  {
    name: 'temperature',
    value: 'T',
    help: 'Sampling temperature; default: the run’s temperature for evaluations. [0.6]',
  },
  ...PLAY_SETTINGS.flatMap((setting) => flagsOf(setting, 'as the model was trained')),
  { name: 'json', help: 'One JSON object on stdout.' },
  DATA_FLAG,
  BACKEND_FLAG,
];

export async function evaluate(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, EVAL_FLAGS);
  const split = choiceOf('split', flags.get('split') ?? 'val', SPLITS);
  const episodes = wholeNumberOf('episodes', flags.get('episodes') ?? '200', 1, 100_000);
  const found = agentOf(flags);
  const settings = settingsOf(found, flags);
  const { env, level, observation, maxNewTokens } = settings;
  new VecEnv(env).reset([{ env, level, split, seed: 0 }], 1);
  if (observation === 'picture' && !found.seesPictures)
    throw new TurnlabError('bad-setting', 'This model reads text only.', 'Play it with --observation text.');
  const codec = codecOf(found.tokenizer);
  if (maxNewTokens >= found.maxTokens)
    throw new TurnlabError(
      'bad-argument',
      `--max-new-tokens ${maxNewTokens} leaves no room for a prompt in ${found.maxTokens} tokens.`,
    );

  const bar = new ProgressBar(process.stderr);
  const { policy, dispose } = await found.open();
  try {
    const trajectories = await playHeldOut(
      policy,
      codec,
      { ...heldOutRequest(settings, codec, 'evaluate', episodes, 0), split },
      { beforeTurn: (turn, running) => bar.show(`evaluating turn ${turn + 1}`, episodes - running, episodes) },
    );
    bar.clear();
    const metrics = evaluationMetrics(trajectories, codec, cuttingOf(settings, codec, found.tokenizer.size));
    process.stdout.write(
      flags.has('json')
        ? `${JSON.stringify({ kind: 'evaluation', env, level, split, ...metrics })}\n`
        : `${episodes} tasks of ${env} level ${level}: ${evaluationSentence(split, metrics)}\n`,
    );
  } finally {
    bar.clear();
    dispose();
  }
  return 0;
}

function agentOf(flags: ReadonlyMap<string, string>): FoundAgent {
  const model = flags.get('model');
  const onnx = flags.get('onnx');
  if (model && onnx) throw new TurnlabError('bad-argument', 'eval takes --model or --onnx, not both.', 'Name one.');
  if (onnx) return onnxAgent(onnx);
  if (model) return folderAgent(model, flags);
  throw new TurnlabError(
    'bad-argument',
    'eval needs --model DIR or --onnx FILE.',
    'Name a folder that train wrote, or a policy.onnx.',
  );
}

/** Flags over the agent's own settings over the defaults. */
function settingsOf({ settings, data }: FoundAgent, flags: ReadonlyMap<string, string>): Settings {
  const temperature = flags.get('temperature');
  const trainedOn = typeof settings['env'] === 'string' ? settings['env'] : '';
  if (!flags.has('data')) bringBack(trainedOn, data);
  const env = environmentOf(flags, trainedOn);
  return settingsFrom('micro', {
    ...settings,
    ...settingOverrides(flags),
    ...(env !== undefined && { env }),
    ...(temperature !== undefined && { evalTemperature: numberOf('temperature', temperature) }),
  });
}
