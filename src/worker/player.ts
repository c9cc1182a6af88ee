/**
 * Gives a trained agent's answers, turn by turn, to a page that holds the environment: what a worker named PLAYER does
 * instead of obeying the lab. Works on the CPU, so that it never touches the device of a run that trains. The answers are
 * those of an evaluation: the bare agent, its run's temperature, the same random numbers. Must not train or know environments.
 */
import { asTurnlabError, type ErrorCode } from '../core/errors.ts';
import type { Executor } from '../engine/executor.ts';
import type { Policy } from '../model/policy.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { codecOf, type Codec } from '../rollout/codec.ts';
import type { Observation } from '../rollout/collect.ts';
import { parseResponse, type ParsedResponse } from '../rollout/parse.ts';
import { buildPrompt, type PromptView } from '../rollout/prompt.ts';
import { readCheckpoint, type TrainState } from '../train/checkpoint.ts';
import { freshPolicy } from '../train/fresh-policy.ts';
import { samplingSeed } from '../train/tasks.ts';

/** The name that makes a worker a player. */
export const PLAYER = 'turnlab player';

export type PlayerRequest =
  /** First and once: a training checkpoint. */
  | { readonly kind: 'open'; readonly checkpoint: Uint8Array }
  /** `episode` and `turn` count the random numbers: a held-out task of seed s is episode s, as in evaluations. */
  | { readonly kind: 'say'; readonly view: PromptView; readonly episode: number; readonly turn: number };

/** One for every request, in order. */
export type PlayerEvent =
  | {
      readonly kind: 'opened';
      readonly stage: TrainState['stage'];
      readonly update: number;
      readonly temperature: number;
      /** Past turns that it is shown. */
      readonly history: number;
      readonly observation: Observation;
      /** Whether it is told which actions are possible. */
      readonly actionList: boolean;
    }
  | ({ readonly kind: 'said' } & ParsedResponse)
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly sentence: string; readonly next: string };

interface Loaded {
  readonly state: TrainState;
  readonly codec: Codec;
  readonly policy: Policy;
}

export class PlayerHost {
  readonly #makeExecutor: () => Promise<Executor>;
  readonly #post: (event: PlayerEvent) => void;
  #loaded: Loaded | null = null;
  /** Requests are answered one after another. */
  #last: Promise<void> = Promise.resolve();

  constructor(makeExecutor: () => Promise<Executor>, post: (event: PlayerEvent) => void) {
    this.#makeExecutor = makeExecutor;
    this.#post = post;
  }

  receive(request: PlayerRequest): void {
    this.#last = this.#last.then(async () => this.#post(await this.#answer(request)));
  }

  async #answer(request: PlayerRequest): Promise<PlayerEvent> {
    try {
      if (request.kind === 'open') return await this.#open(request.checkpoint);
      return { kind: 'said', ...(await this.#say(request)) };
    } catch (thrown) {
      const { code, message, next } = asTurnlabError(thrown);
      return { kind: 'failed', code, sentence: message, next };
    }
  }

  async #open(checkpoint: Uint8Array): Promise<PlayerEvent> {
    const { state, policy: bytes, tokenizer: json } = readCheckpoint(checkpoint);
    const tokenizer = Tokenizer.fromJson(json);
    const executor = await this.#makeExecutor();
    const policy = await freshPolicy(state.settings, tokenizer, { executor, emit: () => {} });
    await policy.importCheckpoint(bytes);
    this.#loaded = { state, policy, codec: codecOf(tokenizer) };
    const { stage, update } = state;
    const { evalTemperature: temperature, history, actionList } = state.settings;
    const observation = state.settings.observation as Observation;
    return { kind: 'opened', stage, update, temperature, history, observation, actionList };
  }

  async #say({ view, episode, turn }: Extract<PlayerRequest, { kind: 'say' }>): Promise<ParsedResponse> {
    const { state, policy, codec } = this.#loaded!;
    const { evalTemperature: temperature, maxNewTokens, seed } = state.settings;
    const prompt = buildPrompt(codec, view, policy.maxTokens - maxNewTokens);
    const picture = typeof view.observation === 'string' ? undefined : view.observation;
    const [said] = await policy.generate({
      rows: [{ prompt, picture, episode, turn, attempt: 0 }],
      maxNewTokens,
      stopToken: codec.control.actionClose,
      sampling: { temperature, topK: 0, topP: 1, greedy: false },
      seed: samplingSeed(seed, 'evaluate'),
    });
    return parseResponse(codec, said!.ids);
  }
}
