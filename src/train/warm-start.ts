/**
 * The warm start: behaviour cloning on fresh demonstrations until some, not all, held-out episodes succeed. Below the
 * band groups hold no success to learn from, above it nothing is left to learn. Must not hold state.
 */
import type { Picture } from '../core/picture.ts';
import { Rng } from '../core/rng.ts';
import type { Settings } from '../core/settings.ts';
import { demonstrate } from '../envs/demonstration.ts';
import type { TrainingRow } from '../model/interface.ts';
import type { Codec } from '../rollout/codec.ts';
import { buildPrompt, viewOf } from '../rollout/prompt.ts';
import { trainTasks } from './tasks.ts';

/** Demonstrations per cloning update. */
export const CLONING_EPISODES = 32;
/** Cloning updates between looks at validation success. */
export const CLONING_LOOK_EVERY = 20;
/** Episodes of one look: enough to tell the band from its outside, 95 % interval about ±0.12 at 0.4. */
export const CLONING_LOOK_EPISODES = 64;
/** Looks use validation tasks from this seed on, evaluations those from 0: choosing when to stop by the very tasks that
 * measure the start would flatter it. */
export const CLONING_LOOK_FROM = 1_000_000;

export type Verdict = 'below' | 'inside' | 'above';

/** Where a success rate lies against the band. */
export const verdictOf = (success: number, { warmLow, warmHigh }: Settings): Verdict =>
  success < warmLow ? 'below' : success > warmHigh ? 'above' : 'inside';

/**
 * Training rows of one cloning update: one per demonstrated turn, on the very prompts the policy will meet (at most
 * `budget` tokens), the label being the expert's response even where the demonstration did something else.
 */
export function cloningRows(settings: Settings, codec: Codec, update: number, budget: number): TrainingRow[] {
  const { warmNoise: noise, recovery, verbosity, loopiness, history, observation, actionList, seed } = settings;
  const rng = new Rng(seed, `demonstrations ${update}`);
  return trainTasks(settings, 'clone', update, CLONING_EPISODES).flatMap((task) => {
    const { steps } = demonstrate(task, { noise, recovery, verbosity, loopiness }, rng, observation === 'picture');
    return steps.map(({ obs, picture, think, action }, k) => {
      const past = steps
        .slice(Math.max(0, k - history), k)
        .map(({ executed, transition: { obs: next } }) => ({ action: executed, caused: next.brief ?? next.text }));
      const prompt = buildPrompt(codec, viewOf(obs, past, { picture, actionList }), budget);
      return clonedRow(prompt, responseOf(codec, think, action), picture);
    });
  });
}

/** A response in the strict format. */
const responseOf = (codec: Codec, think: string, action: string): Uint32Array => {
  const { thinkOpen, thinkClose, actionOpen, actionClose } = codec.control;
  return Uint32Array.from([
    thinkOpen,
    ...codec.encode(think),
    thinkClose,
    actionOpen,
    ...codec.encode(action),
    actionClose,
  ]);
};

/** A response to be imitated in full. */
export function clonedRow(prompt: Uint32Array, response: Uint32Array, picture?: Picture): TrainingRow {
  const ones = new Float32Array(response.length).fill(1);
  const zeros = new Float32Array(response.length);
  return {
    ids: Uint32Array.from([...prompt, ...response]),
    start: prompt.length,
    picture,
    lossMask: ones,
    advantage: ones,
    oldLogprob: zeros,
    refLogprob: zeros,
  };
}
