/** Which tokens of a response think and which act, read from its tags. Never throws: broken responses stay readable. */

export interface Segment {
  readonly kind: 'think' | 'action' | 'other';
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

const OPENS: Readonly<Record<string, Segment['kind']>> = { '<think>': 'think', '<action>': 'action' };
const CLOSES: Readonly<Record<string, Segment['kind']>> = { '</think>': 'think', '</action>': 'action' };

/** Segments cover all tokens in order; tags belong to the segment they open or close. */
export function segments(words: readonly string[]): Segment[] {
  const kinds: Segment['kind'][] = [];
  let inside: Segment['kind'] = 'other';
  for (const word of words) {
    inside = OPENS[word] ?? inside;
    kinds.push(inside);
    if (CLOSES[word] === inside) inside = 'other';
  }
  const out: Segment[] = [];
  kinds.forEach((kind, i) => {
    const last = out.at(-1);
    const isNew = !last || last.kind !== kind || words[i] === `<${kind}>`;
    if (isNew) out.push({ kind, from: i, to: i + 1 });
    else out[out.length - 1] = { ...last, to: i + 1 };
  });
  return out;
}

export const isTag = (word: string): boolean => /^<[^>]*>$/.test(word);
