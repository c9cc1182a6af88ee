/**
 * `turnlab score`: what a saved model thinks of a sequence of tokens, as one JSON object. Must not change the model.
 */
import { join } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import type { Executor } from '../engine/executor.ts';
import { loadFolder, type ModelFiles } from '../model/folder.ts';
import { Policy } from '../model/policy.ts';
import { BACKEND_FLAG, openExecutor } from './backend.ts';
import { numberOf, parseArguments, wholeNumberOf, type Flag } from './flags.ts';
import { readFile } from './run-folder.ts';

export const SCORE_FLAGS: readonly Flag[] = [
  { name: 'model', value: 'DIR', help: 'Folder with config.json and model.safetensors.' },
  { name: 'tokens', value: '1,2,3', help: 'Token ids, separated by commas.' },
  { name: 'temperature', value: 'T', help: 'Statistics are those of softmax(logits / T). [1]' },
  { name: 'top-j', value: 'J', help: 'Tokens that the confidence looks at. [5]' },
  { name: 'json', help: 'Accepted for uniformity: the output is JSON in any case.' },
  BACKEND_FLAG,
];

const MOST_TOKENS = 2 ** 32;

/** Entry i is about the distribution that predicts token i; entry 0 is null. Nats. */
export interface ScoreReport {
  readonly tokens: readonly number[];
  readonly logprob: readonly (number | null)[];
  readonly entropy: readonly (number | null)[];
  readonly confidence: readonly (number | null)[];
  /** Of the position after the last token, unscaled, [V]. */
  readonly logits: readonly number[];
}

export async function score(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, SCORE_FLAGS);
  const model = flags.get('model');
  const text = flags.get('tokens');
  if (!model || !text)
    throw new TurnlabError('bad-argument', 'score needs --model DIR and --tokens 1,2,3.', 'Run with --help for more.');
  const tokens = text.split(',').map((token) => wholeNumberOf('tokens', token.trim(), 0, MOST_TOKENS - 1));
  const temperature = numberOf('temperature', flags.get('temperature') ?? '1');
  const topJ = numberOf('top-j', flags.get('top-j') ?? '5');
  const files = Object.fromEntries(
    ['config.json', 'model.safetensors'].map((name) => [name, readFile(join(model, name))]),
  );
  const executor = await openExecutor(flags);
  try {
    const report = await scoreTokens(files, Uint32Array.from(tokens), { temperature, topJ }, executor);
    process.stdout.write(`${JSON.stringify(report)}\n`);
  } finally {
    executor.dispose();
  }
  return 0;
}

/** Throws TurnlabError `bad-argument` for tokens or settings the model cannot take, `bad-file` for a broken folder. */
export async function scoreTokens(
  files: ModelFiles,
  tokens: Uint32Array,
  options: { readonly temperature: number; readonly topJ: number },
  executor: Executor,
): Promise<ScoreReport> {
  const { config, weights } = loadFolder(files);
  if (tokens.length > config.maxPositions)
    throw new TurnlabError('bad-argument', `${tokens.length} tokens are more than the model’s ${config.maxPositions}.`);
  const policy = await Policy.create(executor, config, { seed: 0, maxTokens: Math.max(2, tokens.length) });
  try {
    await policy.importWeights(weights);
    const [scores] = await policy.score([tokens], { ...options, nextLogits: true });
    const { logprob, entropy, confidence, nextLogits } = scores!;
    const column = (values: ArrayLike<number>): (number | null)[] =>
      Array.from(values, (value, i) => (i === 0 ? null : value));
    return {
      tokens: Array.from(tokens),
      logprob: column(logprob),
      entropy: column(entropy),
      confidence: column(confidence),
      logits: Array.from(nextLogits!),
    };
  } finally {
    policy.dispose();
  }
}
