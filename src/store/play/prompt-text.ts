/** The prompt that an agent would get for a played turn, as text: token by token what a fresh agent sees. Must not play. */
import { PATCH } from '../../core/picture.ts';
import { codecOf } from '../../rollout/codec.ts';
import { buildPrompt, type PromptView } from '../../rollout/prompt.ts';
import { freshTokenizer } from '../../rollout/vocabulary.ts';
import { MAX_PROMPT } from '../../train/fresh-policy.ts';

export interface SeenPrompt {
  readonly text: string;
  readonly tokens: number;
  /** Tokens that had no room; the oldest turns, then the last actions are left out first. */
  readonly left: number;
}

const codec = codecOf(freshTokenizer());

export function seenPrompt(view: PromptView): SeenPrompt {
  const ids = buildPrompt(codec, view, MAX_PROMPT);
  const all = buildPrompt(codec, view, Number.MAX_SAFE_INTEGER);
  return { text: wordsOf(ids), tokens: ids.length, left: all.length - ids.length };
}

/** Patches have no words: what stands there is said. */
function wordsOf(ids: Uint32Array): string {
  const from = ids.indexOf(PATCH);
  if (from < 0) return codec.decode(ids);
  const to = ids.lastIndexOf(PATCH) + 1;
  return `${codec.decode(ids.subarray(0, from))} [${to - from} patches of the picture] ${codec.decode(ids.subarray(to))}`;
}
