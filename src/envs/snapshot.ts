/**
 * The byte frame of a saved episode: which task, which turn, what has been seen, and the environment's own state bytes.
 * Knows no environment. Layout (little endian): magic u32, env hash u32, version u8, level u8, split u8, visited u8,
 * seed u32, turn u16, state length u16, last action u32 x 2, visited states u32 x 2 each (sorted), state bytes, checksum.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Split } from './env.ts';
import { SPLITS } from './split.ts';

const MAGIC = 0x31454c54;
const HEADER = 28;

/** 64 bits of FNV-1a from two bases. */
export type Digest = readonly [number, number];

export interface Frame {
  readonly envHash: number;
  readonly version: number;
  readonly level: number;
  readonly split: Split;
  readonly seed: number;
  readonly turn: number;
  readonly lastAction: Digest;
  /** Digests of the world states of this episode, any order. */
  readonly visited: readonly Digest[];
  readonly state: Uint8Array;
}

/** 32-bit FNV-1a of bytes. */
export function hashBytes(bytes: Uint8Array, basis = 0x811c9dc5): number {
  let hash = basis >>> 0;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

export function encodeFrame(frame: Frame): Uint8Array {
  const { visited, state } = frame;
  const bytes = new Uint8Array(HEADER + 8 * visited.length + state.length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, frame.envHash, true);
  view.setUint8(8, frame.version);
  view.setUint8(9, frame.level);
  view.setUint8(10, SPLITS.indexOf(frame.split));
  view.setUint8(11, visited.length);
  view.setUint32(12, frame.seed, true);
  view.setUint16(16, frame.turn, true);
  view.setUint16(18, state.length, true);
  view.setUint32(20, frame.lastAction[0], true);
  view.setUint32(24, frame.lastAction[1], true);
  // Sorted, so that the same set of visited states gives the same bytes whatever the order of the visits.
  const sorted = [...visited].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  sorted.forEach(([a, b], i) => {
    view.setUint32(HEADER + 8 * i, a, true);
    view.setUint32(HEADER + 8 * i + 4, b, true);
  });
  bytes.set(state, HEADER + 8 * visited.length);
  view.setUint32(bytes.length - 4, hashBytes(bytes.subarray(0, -4)), true);
  return bytes;
}

/** Throws TurnlabError `bad-file` on anything encodeFrame did not write. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const foreign = (): never => {
    throw new TurnlabError('bad-file', 'These bytes are not a saved episode.', 'Use bytes from snapshot().');
  };
  if (bytes.length < HEADER + 4) return foreign();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint8(11);
  const stateLength = view.getUint16(18, true);
  const split = SPLITS[view.getUint8(10)];
  if (view.getUint32(0, true) !== MAGIC || split === undefined) return foreign();
  if (bytes.length !== HEADER + 8 * count + stateLength + 4) return foreign();
  if (view.getUint32(bytes.length - 4, true) !== hashBytes(bytes.subarray(0, -4))) return foreign();
  const at = (offset: number): number => view.getUint32(offset, true);
  return {
    envHash: at(4),
    version: view.getUint8(8),
    level: view.getUint8(9),
    split,
    seed: at(12),
    turn: view.getUint16(16, true),
    lastAction: [at(20), at(24)],
    visited: Array.from({ length: count }, (_, i): Digest => [at(HEADER + 8 * i), at(HEADER + 8 * i + 4)]),
    state: bytes.slice(HEADER + 8 * count, -4),
  };
}
