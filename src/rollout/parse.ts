/**
 * What a response says, read from its token ids by T²PO's strict rule: exactly one think block, then exactly one action
 * block, nothing else. A broken response that holds an action block still acts, but is flagged. Never throws.
 */
import type { Codec } from './codec.ts';

export interface ParsedResponse {
  readonly think: string;
  /** "" when there is no action block. */
  readonly action: string;
  readonly formatValid: boolean;
}

export function parseResponse(codec: Codec, ids: Uint32Array): ParsedResponse {
  const { thinkOpen, thinkClose, actionOpen, actionClose } = codec.control;
  const tags = [...ids.keys()].filter((t) => {
    const id = ids[t]!;
    return id === thinkOpen || id === thinkClose || id === actionOpen || id === actionClose;
  });
  const wanted = [thinkOpen, thinkClose, actionOpen, actionClose];
  const formatValid =
    tags.length === 4 &&
    tags.every((t, k) => ids[t] === wanted[k]) &&
    tags[0] === 0 &&
    tags[2] === tags[1]! + 1 &&
    tags[3] === ids.length - 1;
  return {
    think: codec.decode(block(ids, thinkOpen, thinkClose) ?? new Uint32Array()),
    action: codec.decode(block(ids, actionOpen, actionClose) ?? new Uint32Array()),
    formatValid,
  };
}

/** Ids strictly between the first `open` and the first `close` after it; null without such a pair. */
function block(ids: Uint32Array, open: number, close: number): Uint32Array | null {
  const start = ids.indexOf(open);
  const end = start < 0 ? -1 : ids.indexOf(close, start);
  return end < 0 ? null : ids.subarray(start + 1, end);
}

/** Tokens inside the think block, its tags not counted; up to the end of the response when it was never closed. */
export function thinkLength(codec: Codec, ids: Uint32Array): number {
  const start = ids.indexOf(codec.control.thinkOpen);
  if (start < 0) return 0;
  const end = ids.indexOf(codec.control.thinkClose, start);
  return (end < 0 ? ids.length : end) - start - 1;
}
