/**
 * Opens ONNX policies by onnxruntime: compares one with our engine, or lets it play as an agent. Computes on the CPU on both
 * sides, so that it never touches the device of a run that trains. Must not know how onnxruntime is loaded.
 */
import { asTurnlabError, TurnlabError } from '../core/errors.ts';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { bringBack } from '../envs/own-worlds.ts';
import { ENV_IDS, specOf } from '../envs/registry.ts';
import { VecEnv } from '../envs/vec.ts';
import { readCheckpoint as readPolicy } from '../model/checkpoint.ts';
import { compareLogits, type Agreement } from '../model/onnx/agreement.ts';
import { OnnxPolicy } from '../model/onnx/onnx-policy.ts';
import { OrtModel, type Ort } from '../model/onnx/ort-model.ts';
import { readPolicyFile, type PolicyFile } from '../model/onnx/policy-file.ts';
import type { Seen } from '../model/patches.ts';
import { Policy } from '../model/policy.ts';
import { codecOf, type Codec } from '../rollout/codec.ts';
import type { Observation } from '../rollout/collect.ts';
import { buildPrompt, viewOf } from '../rollout/prompt.ts';
import { onnxFile } from '../train/bundle/onnx-file.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { playHeldOut } from '../train/evaluate.ts';
import { evaluationMetrics } from '../train/metrics.ts';
import { heldOutTasks, samplingSeed } from '../train/tasks.ts';
import type { OnnxEvent, OnnxRequest } from './onnx-protocol.ts';

const OPENINGS = 8;

type Post = (event: OnnxEvent) => void;

/** Carries out one request; what goes wrong is told as `failed`. */
export async function serveOnnx(request: OnnxRequest, loadOrt: () => Promise<Ort>, post: Post): Promise<void> {
  try {
    post(request.kind === 'compare' ? await compare(request, loadOrt, post) : await play(request, loadOrt, post));
  } catch (thrown) {
    const { code, message, next } = asTurnlabError(thrown);
    post({ kind: 'failed', code, sentence: message, next });
  }
}

async function compare(
  { checkpoint, sequences }: Extract<OnnxRequest, { kind: 'compare' }>,
  loadOrt: () => Promise<Ort>,
  post: Post,
): Promise<OnnxEvent> {
  const kept = readCheckpoint(checkpoint);
  bringBack(kept.state.settings.env, kept.data);
  const bytes = onnxFile(kept);
  const file = readPolicyFile(bytes);
  post({ kind: 'progress', done: 0, total: sequences.length, note: 'loading onnxruntime-web' });
  const model = await OrtModel.open(await loadOrt(), bytes, file);
  const executor = await CpuExecutor.create({ precision: 'f32' });
  try {
    const { config } = readPolicy(kept.policy);
    const policy = await Policy.create(executor, config, { seed: 0, maxTokens: config.maxPositions });
    await policy.importCheckpoint(kept.policy);
    const agreement: Agreement = await compareLogits(
      (ids, picture) => policy.logits(ids, picture),
      (ids, picture) => model.logits(ids, picture),
      // Recorded episodes do not hold the pictures that were seen in them.
      sequences.length > 0 && !file.seesPictures
        ? sequences.map((ids) => ({ ids: ids.slice(0, file.maxTokens) }))
        : openings(kept.state.settings, codecOf(file.tokenizer), file.maxTokens),
      file.V,
      (done, total) => post({ kind: 'progress', done, total, note: 'comparing' }),
    );
    return { kind: 'compared', agreement };
  } finally {
    executor.dispose();
    await model.dispose();
  }
}

/** First prompts of held-out tasks: for a run that kept no episodes, or whose agent sees. */
function openings({ env, level, observation, actionList }: Settings, codec: Codec, maxTokens: number): Seen[] {
  const worlds = new VecEnv(env);
  return worlds.reset(heldOutTasks(env, level, 'val', OPENINGS), 1).map((obs, row) => {
    const picture = observation === 'picture' ? worlds.env(row).picture() : undefined;
    return { ids: buildPrompt(codec, viewOf(obs, [], { picture, actionList }), maxTokens), picture };
  });
}

async function play(
  { onnx, tokenizer, play: wanted }: Extract<OnnxRequest, { kind: 'play' }>,
  loadOrt: () => Promise<Ort>,
  post: Post,
): Promise<OnnxEvent> {
  const file = readPolicyFile(onnx, tokenizer);
  const codec = codecOf(file.tokenizer);
  const { env, level, split, episodes } = wanted;
  bringBack(env, wanted.data);
  const settings = settingsOf(file.settings, { env, level });
  const observation = observationOf(file, env);
  const temperature = wanted.temperature ?? settings.evalTemperature;
  if (settings.maxNewTokens >= file.maxTokens)
    throw new TurnlabError(
      'bad-file',
      `This model reads ${file.maxTokens} tokens at most; turns of ${settings.maxNewTokens} leave no room for a prompt.`,
    );
  post({ kind: 'progress', done: 0, total: episodes, note: 'loading onnxruntime-web' });
  const model = await OrtModel.open(await loadOrt(), onnx, file);
  try {
    const trajectories = await playHeldOut(
      new OnnxPolicy(model),
      codec,
      {
        env,
        level,
        split,
        episodes,
        temperature,
        observation,
        actionList: settings.actionList,
        history: settings.history,
        maxNewTokens: settings.maxNewTokens,
        seed: samplingSeed(settings.seed, 'evaluate'),
      },
      {
        beforeTurn: (turn, running) =>
          post({ kind: 'progress', done: episodes - running, total: episodes, note: `turn ${turn + 1}` }),
      },
    );
    return { kind: 'played', metrics: evaluationMetrics(trajectories, codec), temperature };
  } finally {
    await model.dispose();
  }
}

/** Who was trained on pictures is given pictures; throws TurnlabError `bad-setting` where there are none. */
function observationOf({ seesPictures, settings }: PolicyFile, env: string): Observation {
  if (!seesPictures || settings['observation'] !== 'picture') return 'text';
  const { title, pictures } = specOf(env);
  if (!pictures)
    throw new TurnlabError(
      'bad-setting',
      `This policy sees pictures, and ${title} draws none.`,
      `Let it play ${ENV_IDS.map(specOf)
        .flatMap((spec) => (spec.pictures ? [spec.title] : []))
        .join(', ')}.`,
    );
  return 'picture';
}

/** What the file says that this version understands, over the defaults. */
function settingsOf(said: Readonly<Record<string, unknown>>, task: Pick<Settings, 'env' | 'level'>): Settings {
  try {
    return settingsFrom('micro', { ...said, ...task });
  } catch {
    return settingsFrom('micro', task);
  }
}
