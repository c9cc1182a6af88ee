/**
 * One driver's episode in messages: OpenEnv's protocol (reset, step, state, close; JSON texts) round a GymEnv. A pure state
 * machine: text in, text out. Must not know sockets, and never throws: what is wrong is answered.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Obs, StepInfo } from '../envs/env.ts';
import { GymEnv, type GymOptions, type ResetInfo } from '../envs/gymnasium.ts';
import { versionOf } from '../envs/level-list.ts';

/** Codes of OpenEnv's error messages, as far as they can happen here. */
export type WireErrorCode =
  | 'INVALID_JSON'
  | 'UNKNOWN_TYPE'
  | 'VALIDATION_ERROR'
  | 'EXECUTION_ERROR'
  | 'CAPACITY_REACHED';

/** One message of the server's. */
const message = (type: 'observation' | 'state' | 'error', data: object): string => JSON.stringify({ type, data });

export const errorMessage = (code: WireErrorCode, sentence: string): string =>
  message('error', { message: sentence, code });

/** A message that was not understood or not accepted. */
class Refusal extends Error {
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

const invalid = (sentence: string): never => {
  throw new Refusal('VALIDATION_ERROR', sentence);
};

type Fields = Readonly<Record<string, unknown>>;

const RESET_FIELDS = ['seed', 'level', 'split', 'episode_id'];
/** `metadata` is OpenEnv's, may stand in every action, and is ignored. */
const STEP_FIELDS = ['action', 'metadata'];
const MOST_ID_LENGTH = 255;

interface Episode extends ResetInfo {
  readonly id: string;
  steps: number;
  isOver: boolean;
}

export class EnvSession {
  readonly #env: GymEnv;
  #episode: Episode | null = null;

  /** Throws TurnlabError `bad-setting` on an unknown id. `level`: of resets that name none. */
  constructor(id: string, level: number) {
    this.#env = new GymEnv(id, { level });
  }

  /** The answer to one message; null: the driver said goodbye. A refused message changes nothing. */
  answer(text: string): string | null {
    try {
      const { type, data } = envelopeOf(text);
      switch (type) {
        case 'reset':
          return this.#reset(data);
        case 'step':
          return this.#step(data);
        case 'state':
          return message('state', this.#state());
        case 'close':
          return null;
        default:
          throw new Refusal('UNKNOWN_TYPE', `Unknown message type ${shown(type)}: send reset, step, state or close.`);
      }
    } catch (thrown) {
      return errorMessage(codeOf(thrown), sentenceOf(thrown));
    }
  }

  #reset(data: Fields): string {
    requireOnly(data, RESET_FIELDS, 'reset');
    const { seed = null, level = null, split = null, episode_id: id = null } = data;
    if (seed !== null && typeof seed !== 'number') invalid(`seed must be a whole number, not ${shown(seed)}.`);
    if (level !== null && typeof level !== 'number') invalid(`level must be a whole number, not ${shown(level)}.`);
    if (split !== null && typeof split !== 'string') invalid(`split must be a text, not ${shown(split)}.`);
    if (id !== null && (typeof id !== 'string' || id.length > MOST_ID_LENGTH))
      invalid(`episode_id must be a text of at most ${MOST_ID_LENGTH} characters.`);
    // The environment refuses a split that it does not know.
    const options = { ...(level !== null && { level }), ...(split !== null && { split }) } as GymOptions;
    const [obs, info] = this.#env.reset(seed as number | null, options);
    const { task } = info;
    const ownId = `${task.env}@${versionOf(this.#env.spec, task.level)}/${task.level}/${task.split}/${task.seed}`;
    this.#episode = { ...info, id: (id as string | null) ?? ownId, steps: 0, isOver: false };
    return observation(obs, { turn: 0, terminated: false, truncated: false }, null, false);
  }

  #step(data: Fields): string {
    const episode = this.#episode ?? invalid('There is no episode yet: send reset first.');
    requireOnly(data, STEP_FIELDS, 'step');
    const { action } = data;
    if (typeof action !== 'string') return invalid(`A step’s data is {"action": "…"}, not ${shown(data)}.`);
    const [obs, reward, terminated, truncated, info] = this.#env.step(action);
    // After the end nothing moves any more, and nothing is counted.
    if (!episode.isOver) episode.steps += 1;
    episode.isOver = terminated || truncated;
    return observation(obs, { turn: episode.steps, terminated, truncated, ...info }, reward, episode.isOver);
  }

  #state(): object {
    const { id, version, levels, reward } = this.#env.spec;
    const { task, id: episodeId, steps, isOver } = this.#episode ?? {};
    const level = levels.find((one) => one.level === task?.level);
    return {
      episode_id: episodeId ?? null,
      step_count: steps ?? 0,
      done: isOver ?? false,
      env: id,
      version: level?.version ?? version,
      level: task?.level ?? null,
      split: task?.split ?? null,
      seed: task?.seed ?? null,
      turn_limit: level?.turnLimit ?? null,
      success_reward: reward.success,
      invalid_reward: reward.invalid,
    };
  }
}

type Labels = { turn: number; terminated: boolean; truncated: boolean } & Partial<StepInfo>;

function observation(obs: Obs, info: Labels, reward: number | null, done: boolean): string {
  const { text, full, task, fullTask, admissible, anchor, brief = text } = obs;
  const shape = { text, full, task, full_task: fullTask, admissible, brief, anchor, info };
  return message('observation', { observation: shape, reward, done });
}

function envelopeOf(text: string): { readonly type: unknown; readonly data: Fields } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    throw new Refusal('INVALID_JSON', `Not JSON: ${sentenceOf(thrown)}.`);
  }
  if (!isObject(parsed)) return invalid(`A message is an object such as {"type": "reset"}, not ${shown(parsed)}.`);
  const { type, data = null } = parsed;
  if (data !== null && !isObject(data)) return invalid(`data must be an object, not ${shown(data)}.`);
  return { type, data: data ?? {} };
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function requireOnly(data: Fields, known: readonly string[], type: string): void {
  const foreign = Object.keys(data).find((name) => !known.includes(name));
  if (foreign !== undefined) invalid(`Unknown field ${shown(foreign)} in ${type}: it takes ${known.join(', ')}.`);
}

/** A value of the driver's in a sentence of ours, cut short. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function codeOf(thrown: unknown): WireErrorCode {
  if (thrown instanceof Refusal) return thrown.code;
  return thrown instanceof TurnlabError && ['bad-setting', 'bad-argument'].includes(thrown.code)
    ? 'VALIDATION_ERROR'
    : 'EXECUTION_ERROR';
}

function sentenceOf(thrown: unknown): string {
  if (thrown instanceof TurnlabError) return [thrown.message, thrown.next].filter(Boolean).join(' ');
  return thrown instanceof Error ? thrown.message : String(thrown);
}
