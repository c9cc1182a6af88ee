/** Who plays in an evaluation: a model folder on our engine, or an ONNX file on onnxruntime. Must not play. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import { loadFolder, type LoadedFolder } from '../model/folder.ts';
import type { TurnGenerator } from '../model/interface.ts';
import { OnnxPolicy } from '../model/onnx/onnx-policy.ts';
import { Policy } from '../model/policy.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { openExecutor } from './backend.ts';
import { openOnnx, readOnnx } from './onnx.ts';
import { DATA_FILE, readFile, RUN_FILE } from './run-folder.ts';

export interface OpenAgent {
  readonly policy: TurnGenerator;
  readonly dispose: () => void;
}

/** What is known before anything computes. */
export interface FoundAgent {
  /** Longest sequence. */
  readonly maxTokens: number;
  /** Settings it was trained with; unchecked, empty when nobody wrote them down. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Own data that it was trained on and that lies beside it. */
  readonly data?: string;
  readonly tokenizer: Tokenizer;
  readonly seesPictures: boolean;
  readonly open: () => Promise<OpenAgent>;
}

/** No model of ours sees more, whatever its config.json allows. */
const MOST_TOKENS = 2048;

/** `path`: an ONNX file. Throws TurnlabError `bad-file`. */
export function onnxAgent(path: string): FoundAgent {
  const file = readOnnx(path);
  const { maxTokens, settings, tokenizer, seesPictures } = file.policy;
  return {
    maxTokens,
    settings,
    tokenizer,
    seesPictures,
    open: async () => {
      const model = await openOnnx(file);
      return { policy: new OnnxPolicy(model), dispose: () => void model.dispose() };
    },
  };
}

/** `path`: a folder with config.json, model.safetensors and tokenizer.json. Throws TurnlabError `bad-file`. */
export function folderAgent(path: string, flags: ReadonlyMap<string, string>): FoundAgent {
  const names = ['config.json', 'model.safetensors', 'tokenizer.json'];
  const folder = loadFolder(Object.fromEntries(names.map((name) => [name, readFile(join(path, name))])));
  const maxTokens = Math.min(folder.config.maxPositions, MOST_TOKENS);
  const data = join(path, DATA_FILE);
  return {
    maxTokens,
    settings: savedSettings(join(path, RUN_FILE)),
    ...(existsSync(data) && { data: new TextDecoder().decode(readFile(data)) }),
    tokenizer: folder.tokenizer(),
    seesPictures: folder.config.pictures ?? false,
    open: () => onEngine(folder, maxTokens, flags),
  };
}

async function onEngine(
  { config, weights }: LoadedFolder,
  maxTokens: number,
  flags: ReadonlyMap<string, string>,
): Promise<OpenAgent> {
  const executor = await openExecutor(flags);
  try {
    const policy = await Policy.create(executor, config, { seed: 0, maxTokens });
    await policy.importWeights(weights);
    return { policy, dispose: () => executor.dispose() };
  } catch (thrown) {
    executor.dispose();
    throw thrown;
  }
}

/** Folders from elsewhere have none. */
function savedSettings(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  try {
    const run = JSON.parse(new TextDecoder().decode(readFile(path))) as { settings: Record<string, unknown> };
    return run.settings;
  } catch (cause) {
    throw new TurnlabError('bad-file', `${path} is not a run description.`, '', { cause });
  }
}
