/**
 * Where a thought has made its decision, as an exact label: demonstrations write `facts ; decision ; tail`, and the decision
 * is the action in the words that are then acted with (environments.md §3.5). What a thought holds behind it is idle. Pure.
 * Must not judge a cut.
 */
import type { ControlIds } from './codec.ts';

/** Token ids of the four tags. */
export type Tags = Pick<ControlIds, 'thinkOpen' | 'thinkClose' | 'actionOpen' | 'actionClose'>;

/** First and last + 1 think token, tags not counted; a thought that never closes runs to the end. Both 0: no thought. */
export function thoughtOf({ thinkOpen, thinkClose }: Omit<Tags, 'actionClose'>, ids: Uint32Array): [number, number] {
  const open = ids.indexOf(thinkOpen);
  if (open < 0) return [0, 0];
  const close = ids.indexOf(thinkClose, open);
  return [open + 1, close < 0 ? ids.length : close];
}

/**
 * Place in the response of the think token that completes the decision: the last token of the first place in the thought
 * that holds all tokens of the action which the response then takes, in order and without a gap. -1 = no label: the
 * response takes no action, or its thought never names it.
 */
export function decidedAt(tags: Tags, ids: Uint32Array): number {
  const open = ids.indexOf(tags.actionOpen);
  const close = open < 0 ? -1 : ids.indexOf(tags.actionClose, open);
  const action = ids.subarray(open + 1, Math.max(open + 1, close));
  if (action.length === 0) return -1;
  const [from, to] = thoughtOf(tags, ids);
  for (let at = from; at + action.length <= to; at++)
    if (action.every((id, k) => ids[at + k] === id)) return at + action.length - 1;
  return -1;
}
