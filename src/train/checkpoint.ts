/**
 * A training checkpoint as one block of bytes: "TLCK", u32 header length, u32 checksum of all that follows, JSON header,
 * then named blocks in order, own data last where there is any. Same content, same bytes. Must not know how training goes on.
 */
import { TurnlabError } from '../core/errors.ts';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { parseChoices, type KernelChoices } from '../engine/choices.ts';
import { NO_ALERTS, type AlertMemory } from './alerts.ts';
import type { Change } from './timeline.ts';

export type Stage = 'warm-start' | 'training' | 'finished';

/** Everything that is not bytes. */
export interface TrainState {
  readonly settings: Settings;
  readonly stage: Stage;
  /** Policy updates done. */
  readonly update: number;
  /** Cloning updates done. */
  readonly warmUpdate: number;
  /** Response tokens generated in training rollouts so far, discarded ones included. */
  readonly tokens: number;
  /** What the run began with; with `changes` it can be played again. */
  readonly began: Settings;
  /** Live settings that were moved, oldest first; some may lie ahead of this checkpoint. */
  readonly changes: readonly Change[];
  /** What the watch over the run's numbers remembers. */
  readonly alerts: AlertMemory;
  /** Which variants of kernels computed the run, by adapter: the same adapter needs them for the same bytes. Absent: plain
   * ones. */
  readonly kernels?: KernelChoices;
}

export interface Checkpoint {
  readonly state: TrainState;
  /** Policy.exportCheckpoint(): weights, optimiser state and step. */
  readonly policy: Uint8Array;
  /** Weights of the warm-started policy, what the KL is measured from; empty during the warm start. */
  readonly reference: Uint8Array;
  /** tokenizer.json; word lists may grow between versions, a run keeps its own. */
  readonly tokenizer: Uint8Array;
  /** What the environment was made of, where that is own data (envs/own-worlds.ts): the run cannot go on without it. */
  readonly data?: string;
}

const MAGIC = 0x4b434c54; // "TLCK", little-endian
const VERSION = 1;
const PREFIX = 12;
const BLOCKS = ['policy', 'reference', 'tokenizer'] as const;
type Block = (typeof BLOCKS)[number];

/** 32-bit FNV-1a over bytes. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}

export function writeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const { state, data } = checkpoint;
  const encoder = new TextEncoder();
  const blocks = [...BLOCKS.map((name) => checkpoint[name]), ...(data === undefined ? [] : [encoder.encode(data)])];
  const sizes = blocks.map(({ length }) => length);
  const header = encoder.encode(JSON.stringify({ version: VERSION, ...state, sizes }));
  const out = new Uint8Array(PREFIX + header.length + sizes.reduce((a, b) => a + b, 0));
  out.set(header, PREFIX);
  let at = PREFIX + header.length;
  for (const block of blocks) {
    out.set(block, at);
    at += block.length;
  }
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, header.length, true);
  view.setUint32(8, checksum(out.subarray(PREFIX)), true);
  return out;
}

const bad = (sentence: string): never => {
  throw new TurnlabError('bad-file', `Checkpoint: ${sentence}`, 'Use a checkpoint that turnlab wrote, or start anew.');
};

/** Throws TurnlabError `bad-file` on foreign, cut or damaged bytes and on another version. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREFIX || view.getUint32(0, true) !== MAGIC) return bad('this is not a turnlab checkpoint.');
  const headerEnd = PREFIX + view.getUint32(4, true);
  if (headerEnd > bytes.length || view.getUint32(8, true) !== checksum(bytes.subarray(PREFIX)))
    return bad('it is cut off or damaged.');
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX, headerEnd))) as Partial<TrainState> &
    Omit<TrainState, 'began' | 'changes' | 'tokens' | 'alerts' | 'kernels'> & { version: number; sizes: number[] };
  const { version, stage, update, warmUpdate, sizes } = header;
  if (version !== VERSION) return bad(`it has version ${version}, this turnlab reads version ${VERSION}.`);
  let at = headerEnd;
  const blocks = BLOCKS.map((name, i) => [name, bytes.slice(at, (at += sizes[i]!))] as const);
  const dataSize = sizes[BLOCKS.length];
  const data = dataSize === undefined ? undefined : new TextDecoder().decode(bytes.subarray(at, at + dataSize));
  const settings = settingsFrom('micro', { ...header.settings });
  // Checkpoints from before live changes, tokens, alerts and kernels were recorded hold none of them.
  const began = settingsFrom('micro', { ...(header.began ?? header.settings) });
  const state = {
    settings,
    stage,
    update,
    warmUpdate,
    tokens: header.tokens ?? 0,
    began,
    changes: header.changes ?? [],
    alerts: header.alerts ?? NO_ALERTS,
    ...(header.kernels !== undefined && { kernels: parseChoices(header.kernels) }),
  };
  return {
    state,
    ...(Object.fromEntries(blocks) as Record<Block, Uint8Array>),
    ...(data !== undefined && { data }),
  };
}
