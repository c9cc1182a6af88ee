/**
 * Whether an agent can see and say what own data asks of it: built-in environments are made to fit, a person's words may be too
 * long. Measured on demonstrations, as cloning has them. Must not train.
 */
import { ownKindOf } from '../core/environments.ts';
import { TurnlabError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import { specOf } from '../envs/registry.ts';
import { codecOf, type Codec } from '../rollout/codec.ts';
import { freshTokenizer } from '../rollout/vocabulary.ts';
import { MAX_PROMPT } from './fresh-policy.ts';
import { cloningRows } from './warm-start.ts';

/** In tokens, over the turns of one cloning update without mistakes. */
export interface Fit {
  readonly longestPrompt: number;
  /** Share of the turns whose prompt has to be cut. */
  readonly cut: number;
  readonly longestResponse: number;
  /** Share of the turns whose response is longer than a turn may be. */
  readonly unsayable: number;
}

/** Longer than any prompt: nothing is cut. */
const NO_BUDGET = 1_000_000;
/** With more than this share of the turns too long, nothing worth it is cloned. */
const MOST_UNSAYABLE = 0.5;

export function fitOf(settings: Settings, codec: Codec): Fit {
  const rows = cloningRows({ ...settings, warmNoise: 0, loopiness: 0 }, codec, 0, NO_BUDGET);
  const responses = rows.map(({ ids, start }) => ids.length - start);
  const share = (isSo: (row: number) => boolean): number => rows.filter((_, i) => isSo(i)).length / rows.length;
  return {
    longestPrompt: rows.reduce((most, { start }) => Math.max(most, start), 0),
    cut: share((i) => rows[i]!.start > MAX_PROMPT),
    longestResponse: Math.max(...responses),
    unsayable: share((i) => responses[i]! > settings.maxNewTokens),
  };
}

/** Of a fresh run over own data. */
export const fitOfRun = (settings: Settings): Fit =>
  fitOf(settings, codecOf(freshTokenizer(specOf(settings.env).words)));

/** What a person should know before training; "" when everything fits, as in built-in environments. Throws TurnlabError
 * `bad-setting` where training would be in vain. */
export function checkFit(settings: Settings): string {
  if (!ownKindOf(settings.env)) return '';
  const fit = fitOfRun(settings);
  if (fit.unsayable > MOST_UNSAYABLE)
    throw new TurnlabError(
      'bad-setting',
      `${percent(fit.unsayable)} of the expert’s turns take more than the ${settings.maxNewTokens} tokens of a turn (up to ${fit.longestResponse}).`,
      'Raise “Tokens per turn, at most”, or bring shorter answers.',
    );
  return fitWarning(fit, settings.maxNewTokens);
}

/** In sentences; "" when everything fits. */
export function fitWarning({ cut, longestPrompt, unsayable, longestResponse }: Fit, maxNewTokens: number): string {
  const prompts = `${percent(cut)} of the prompts are longer than the ${MAX_PROMPT} tokens there is room for (up to ${longestPrompt}): the agent does not see their end.`;
  const responses = `${percent(unsayable)} of the expert’s turns take more than the ${maxNewTokens} tokens of a turn (up to ${longestResponse}): they cannot be learned.`;
  return [cut > 0 ? prompts : '', unsayable > 0 ? responses : ''].filter(Boolean).join(' ');
}

const percent = (share: number): string => `${Math.max(1, Math.round(100 * share))} %`;
