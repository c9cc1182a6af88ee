/**
 * A policy's whole state as one block of bytes, to go on training from: weights, both moments, the step count and the
 * config, as a safetensors file of three packed pools. Must not know executors or storage.
 */
import { TurnlabError } from '../core/errors.ts';
import { formatConfig, parseConfig, type ModelConfig } from './config.ts';
import { layoutOf } from './layout.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const FORMAT = 'turnlab-policy';
const VERSION = '1';

export interface Checkpoint {
  readonly config: ModelConfig;
  /** Optimiser steps taken. */
  readonly step: number;
  /** Packed pools in the layout of the config; moments are absent before the first step. */
  readonly weights: Float32Array;
  readonly moments?: { readonly first: Float32Array; readonly second: Float32Array };
}

/** Same state, same bytes. */
export function writeCheckpoint({ config, step, weights, moments }: Checkpoint): Uint8Array<ArrayBuffer> {
  const pools: [string, Float32Array][] = [['weights', weights]];
  if (moments) pools.push(['firstMoment', moments.first], ['secondMoment', moments.second]);
  return writeSafetensors(new Map(pools.map(([name, data]) => [name, { shape: [data.length], data }])), {
    format: FORMAT,
    version: VERSION,
    step: String(step),
    config: new TextDecoder().decode(formatConfig(config)),
  });
}

/** Throws TurnlabError `bad-file` for a foreign, damaged or newer file, `not-finite` naming the pool. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const bad = (sentence: string, next = ''): never => {
    throw new TurnlabError('bad-file', `Checkpoint: ${sentence}.`, next);
  };
  const { tensors, metadata } = readSafetensors(bytes, { finite: true });
  if (metadata['format'] !== FORMAT) bad('this is not a turnlab checkpoint');
  if (metadata['version'] !== VERSION)
    bad(`version ${metadata['version']} is not readable here`, 'Use a newer turnlab.');
  const step = Number(metadata['step'] ?? Number.NaN);
  if (!Number.isSafeInteger(step) || step < 0) bad(`the step count ${metadata['step']} is not a count`);
  const config = parseConfig(new TextEncoder().encode(metadata['config'] ?? ''));
  const { length } = layoutOf(config);
  const pool = (name: string): Float32Array => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Float32Array) || data.length !== length)
      return bad(`"${name}" must hold ${length} numbers for this model`);
    return data;
  };
  const weights = pool('weights');
  if (!tensors.has('firstMoment') && step === 0) return { config, step, weights };
  return { config, step, weights, moments: { first: pool('firstMoment'), second: pool('secondMoment') } };
}
