/**
 * The command line: finds the command, prints mistakes as one clear line. 0 = done, 1 = it failed, 2 = it was asked the
 * wrong way and nothing was written. Must not know how commands work.
 */
import { asTurnlabError, type ErrorCode } from '../core/errors.ts';
import { bundle, BUNDLE_FLAGS } from './bundle.ts';
import { CHECK_GOLDEN_FLAGS, checkGolden } from './check-golden.ts';
import { CHECK_VECTORS_FLAGS, checkVectors } from './check-vectors.ts';
import { envs, ENVS_FLAGS } from './envs.ts';
import { EVAL_FLAGS, evaluate } from './eval.ts';
import { EXPORT_FLAGS, exportRun } from './export.ts';
import { helpOf, type Flag } from './flags.ts';
import { score, SCORE_FLAGS } from './score.ts';
import { serveEnv, SERVE_ENV_FLAGS } from './serve-env.ts';
import { sweep, SWEEP_FLAGS } from './sweep.ts';
import { tensorboard, TENSORBOARD_FLAGS } from './tensorboard.ts';
import { train, TRAIN_FLAGS } from './train.ts';
import { verify, VERIFY_FLAGS } from './verify.ts';

export type Command = (argv: readonly string[]) => Promise<number>;

interface Entry {
  readonly run: Command;
  readonly usage: string;
  readonly flags: readonly Flag[];
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  train: { run: train, usage: 'train --out DIR [--preset micro] [settings]', flags: TRAIN_FLAGS },
  eval: {
    run: evaluate,
    usage: 'eval --model DIR | --onnx FILE [--env house] [--split test] [--episodes 200]',
    flags: EVAL_FLAGS,
  },
  score: { run: score, usage: 'score --model DIR --tokens 1,2,3 [--temperature 1] [--top-j 5]', flags: SCORE_FLAGS },
  sweep: { run: sweep, usage: 'sweep --file STUDY.json --out DIR [--shard I/N] [--table]', flags: SWEEP_FLAGS },
  bundle: { run: bundle, usage: 'bundle --run DIR --out FILE.zip', flags: BUNDLE_FLAGS },
  export: { run: exportRun, usage: 'export --run DIR --onnx FILE', flags: EXPORT_FLAGS },
  tensorboard: { run: tensorboard, usage: 'tensorboard --run DIR|FILE --out DIR', flags: TENSORBOARD_FLAGS },
  verify: { run: verify, usage: 'verify --bundle FILE', flags: VERIFY_FLAGS },
  envs: { run: envs, usage: 'envs [--env house] [--level 0] [--episodes 1000] [--json]', flags: ENVS_FLAGS },
  'serve-env': { run: serveEnv, usage: 'serve-env --env house [--level 0] [--port 8000]', flags: SERVE_ENV_FLAGS },
  'check:golden': { run: checkGolden, usage: 'check:golden DIR…', flags: CHECK_GOLDEN_FLAGS },
  'check:vectors': { run: checkVectors, usage: 'check:vectors FILE…', flags: CHECK_VECTORS_FLAGS },
};

/** Codes that mean that the person asked for something impossible. */
const ASKED_WRONG: readonly ErrorCode[] = ['bad-setting', 'bad-argument', 'bad-file', 'no-webgpu'];

export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const entry = name === undefined ? undefined : COMMANDS[name];
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(`${usage()}\n`);
    return name === undefined ? 2 : 0;
  }
  if (!entry) return complain(`Unknown command "${name}".`, `Choose one of ${Object.keys(COMMANDS).join(', ')}.`, 2);
  if (rest.includes('--help')) {
    process.stdout.write(`turnlab ${entry.usage}\n${helpOf(entry.flags)}\n`);
    return 0;
  }
  try {
    return await entry.run(rest);
  } catch (thrown) {
    const { code, message, next } = asTurnlabError(thrown);
    return complain(message, next, ASKED_WRONG.includes(code) ? 2 : 1);
  }
}

const usage = (): string =>
  [
    'turnlab: train a small agent on multi-turn tasks',
    ...Object.values(COMMANDS).map((c) => `  turnlab ${c.usage}`),
  ].join('\n');

function complain(sentence: string, next: string, code: number): number {
  process.stderr.write(`turnlab: ${[sentence, next].filter(Boolean).join(' ').replaceAll('\n', ' ')}\n`);
  return code;
}
