/**
 * Playing: fill the key/value caches from packed prompts, then decode one token of every row per replay, sampling
 * included. Must not touch numbers.
 *
 * N prompt tokens, B rows that decode together, K most new tokens, T longest row, J tokens that the confidence looks at.
 */
import { attention } from '../engine/kernels/attention.ts';
import { cacheWrite, decodeAttention } from '../engine/kernels/cache.ts';
import {
  CONTROL_LENGTH,
  SETTINGS_LENGTH,
  signalLength,
  stateField,
  stateLength,
} from '../engine/kernels/sample-state.ts';
import { recordSample, sampleScratchLength } from '../engine/kernels/sample.ts';
import { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { layerActivations, recordAfterAttention, recordEmbed, recordQkv, type Decoder } from './decoder.ts';
import { recordFinalNorm, recordLogits } from './head.ts';
import { packedTensors, type PackedTensors } from './packed.ts';
import type { Recording } from './workspace.ts';

/** Keys and values of layer i for B rows of T positions. */
const caches = ({ config, workspace, T }: Decoder, i: number, B: number): [Tensor, Tensor] => {
  const length = B * T * config.Hk * config.Dh;
  return [workspace.reals(`cache.${i}.keys`, length), workspace.reals(`cache.${i}.values`, length)];
};

export interface PrefillTensors extends PackedTensors {
  /** [N] u32: b*T + t, or NONE. */
  readonly slot: Tensor;
}

/** Keys and values of packed prompts into the caches. The last layer stops there: nobody reads its output. */
export function prefillPlan(decoder: Decoder, N: number, B: number): Recording<PrefillTensors> {
  const { config, workspace, T } = decoder;
  const { H, Hk, Dh, layers } = config;
  const plan = new PlanBuilder(`prefill ${N}/${B}`);
  const io: PrefillTensors = { ...packedTensors(decoder, N), slot: workspace.indices('slot', N) };
  recordEmbed(plan, decoder, N, io.ids, layerActivations(decoder, 0, N, false).input);
  for (let i = 0; i < layers; i++) {
    const at = layerActivations(decoder, i, N, false);
    recordQkv(plan, decoder, i, N, io.position, at);
    plan.op(cacheWrite, { N, B, T, H, Hk, Dh }, at.qkv, io.slot, ...caches(decoder, i, B));
    if (i === layers - 1) break;
    plan.op(attention, { N, H, Hk, Dh }, at.qkv, io.span, at.attended, at.lse);
    recordAfterAttention(plan, decoder, i, N, at);
  }
  return { plan: plan.build(), io };
}

export interface DecodeTensors {
  readonly state: Tensor;
  /** Ranges of the uncertainty and its peak; see kernels/sample-state.ts. */
  readonly signal: Tensor;
  readonly settings: Tensor;
  readonly control: Tensor;
  /** [B, K] u32 and [B, K, 4] f32. */
  readonly ids: Tensor;
  readonly record: Tensor;
}

/** One token of every row: the token in the state goes in, the next one is sampled and the state moves on. */
export function decodePlan(decoder: Decoder, B: number, K: number, J: number): Recording<DecodeTensors> {
  const { config, workspace, T } = decoder;
  const { V, H, Hk, Dh, layers } = config;
  const plan = new PlanBuilder(`decode ${B}/${K}`);
  const io: DecodeTensors = {
    state: workspace.indices('state', stateLength(B)),
    signal: workspace.reals('signal', signalLength(B)),
    settings: workspace.reals('settings', SETTINGS_LENGTH),
    control: workspace.indices('control', CONTROL_LENGTH),
    ids: workspace.indices('newIds', B * K),
    record: workspace.reals('newRecord', B * K * 4),
  };
  const of = (field: 'token' | 'position' | 'slot' | 'count'): Tensor => stateField(io.state, field, B);
  recordEmbed(plan, decoder, B, of('token'), layerActivations(decoder, 0, B, false).input);
  for (let i = 0; i < layers; i++) {
    const at = layerActivations(decoder, i, B, false);
    const [keys, values] = caches(decoder, i, B);
    recordQkv(plan, decoder, i, B, of('position'), at);
    plan.op(cacheWrite, { N: B, B, T, H, Hk, Dh }, at.qkv, of('slot'), keys, values);
    plan.op(decodeAttention, { B, T, H, Hk, Dh }, at.qkv, keys, values, of('count'), at.attended);
    recordAfterAttention(plan, decoder, i, B, at);
  }
  const { output } = layerActivations(decoder, layers - 1, B, false);
  const { normed } = recordFinalNorm(plan, decoder, B, output);
  const logits = workspace.reals('logits', B * V);
  recordLogits(plan, decoder, B, normed, logits);
  const scratch = workspace.reals('partial', sampleScratchLength({ B, V }));
  recordSample(plan, { B, K, V, J, T }, { logits, scratch, ...io });
  return { plan: plan.build(), io };
}
