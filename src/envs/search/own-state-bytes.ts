/**
 * An episode over own passages as bytes and back. Layout (little endian): passages in view + 1 (u32 x 3), length of the answer
 * + 1 (u16, 0 = none), its UTF-16 units (u16 x 200), searches made, word numbers + 1 (6 x 16 x u32).
 */
import { MOST } from './corpus.ts';
import { MOST_WORDS, TURN_LIMIT, type OwnState } from './own-task.ts';
import { PASSAGES_SHOWN } from './task.ts';

const LENGTH = 4 * PASSAGES_SHOWN;
const ANSWER = LENGTH + 2;
const LOG = ANSWER + 2 * MOST.answer;
const ROW = 4 * MOST_WORDS;
/** What the agent knows, as in SearchQA: the searches it has made. */
export const BELIEF_BYTES = TURN_LIMIT * ROW;
const SIZE = LOG + BELIEF_BYTES;

export function packOwn({ view, answered, log }: OwnState): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  const at = new DataView(bytes.buffer);
  view.forEach((passage, i) => at.setUint32(4 * i, passage + 1, true));
  if (answered !== null) {
    at.setUint16(LENGTH, answered.length + 1, true);
    for (let i = 0; i < answered.length; i++) at.setUint16(ANSWER + 2 * i, answered.charCodeAt(i), true);
  }
  log.forEach((query, row) => query.forEach((word, i) => at.setUint32(LOG + row * ROW + 4 * i, word + 1, true)));
  return bytes;
}

/** Null when packOwn did not write these bytes for a corpus of that size and an episode of so many turns. */
export function unpackOwn(
  bytes: Uint8Array,
  hits: (query: readonly number[]) => number[],
  passages: number,
  words: number,
  turn: number,
): OwnState | null {
  if (bytes.length !== SIZE) return null;
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const listAt = (offset: number, most: number): number[] =>
    Array.from({ length: most }, (_, i) => at.getUint32(offset + 4 * i, true)).flatMap((n) => (n > 0 ? [n - 1] : []));
  const view = listAt(0, PASSAGES_SHOWN);
  const log = Array.from({ length: TURN_LIMIT }, (_, row) => listAt(LOG + row * ROW, MOST_WORDS)).filter(
    (query) => query.length > 0,
  );
  if (log.length > turn || view.some((p) => p >= passages) || log.flat().some((w) => w >= words)) return null;
  const length = at.getUint16(LENGTH, true);
  if (length > MOST.answer + 1) return null;
  const units = Array.from({ length: Math.max(0, length - 1) }, (_, i) => at.getUint16(ANSWER + 2 * i, true));
  const read = [...new Set(log.flatMap(hits))];
  const state: OwnState = { view, answered: length === 0 ? null : String.fromCharCode(...units), log, read };
  const last = log.length === 0 ? [] : hits(log.at(-1)!);
  const isShown = view.length === 0 || view.join() === last.join();
  return isShown && packOwn(state).every((byte, i) => byte === bytes[i]) ? state : null;
}
