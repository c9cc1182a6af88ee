/**
 * An episode of SearchQA as bytes and back. Layout: passages in view + 1 (u16 x 3), answered words + 1 (8 bytes); then the
 * belief: searches made, passage words + 1 (6 x 8 bytes).
 */
import { MOST_WORDS } from './core.ts';
import { PASSAGE_WORDS, QUERY_WORDS } from './relations.ts';
import { afterSearch, hitsOf, PASSAGES_SHOWN, startSearch, type SearchState, type SearchTask } from './task.ts';

/** No level has more turns. */
const MOST_SEARCHES = 6;
const ANSWER = 2 * PASSAGES_SHOWN;
const BELIEF = ANSWER + MOST_WORDS;
export const BELIEF_BYTES = MOST_SEARCHES * MOST_WORDS;

export function packSearch(_task: SearchTask, { view, answered, log }: SearchState): Uint8Array {
  const bytes = new Uint8Array(BELIEF + BELIEF_BYTES);
  const wide = new DataView(bytes.buffer);
  view.forEach((passage, i) => wide.setUint16(2 * i, passage + 1, true));
  bytes.set(
    (answered ?? []).map((w) => w + 1),
    ANSWER,
  );
  log.forEach((query, i) =>
    bytes.set(
      query.map((w) => w + 1),
      BELIEF + i * MOST_WORDS,
    ),
  );
  return bytes;
}

export function unpackSearch(task: SearchTask, bytes: Uint8Array, turn: number): SearchState | null {
  if (bytes.length !== BELIEF + BELIEF_BYTES) return null;
  const wide = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wordsAt = (offset: number): number[] =>
    [...bytes.subarray(offset, offset + MOST_WORDS)].filter((b) => b > 0).map((b) => b - 1);
  const view = [0, 1, 2].map((i) => wide.getUint16(2 * i, true)).flatMap((p) => (p > 0 ? [p - 1] : []));
  const answered = wordsAt(ANSWER);
  const log = Array.from({ length: MOST_SEARCHES }, (_, i) => wordsAt(BELIEF + i * MOST_WORDS)).filter(
    (query) => query.length > 0,
  );
  if (log.length > turn) return null;
  if (answered.some((w) => w >= QUERY_WORDS.length) || log.flat().some((w) => w >= PASSAGE_WORDS.length)) return null;

  let replayed = startSearch();
  for (const query of log)
    replayed = afterSearch(
      task,
      replayed,
      query.map((w) => PASSAGE_WORDS[w]!),
    );
  const state: SearchState = { ...replayed, view, answered: answered.length === 0 ? null : answered };
  // Bytes that pack() would not have written do not come back the same. In view is the last search, or nothing.
  const isSame = packSearch(task, state).every((b, i) => b === bytes[i]);
  const last = log.length === 0 ? [] : hitsOf(task, log.at(-1)!);
  const isShown = view.length === 0 || (view.length === last.length && view.every((p, i) => p === last[i]));
  return isSame && isShown ? state : null;
}
