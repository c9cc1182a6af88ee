/**
 * Playing: fill the key/value caches from packed prompts, then decode one token of every row per replay, sampling
 * included. Must not touch numbers.
 *
 * N prompt tokens, P patches among them, B rows that decode together, K most new tokens, T longest row, J tokens that the
 * confidence looks at.
 */
import { attention } from '../engine/kernels/attention.ts';
import { cacheCopy, cacheLength, cacheWrite, decodeAttention } from '../engine/kernels/cache.ts';
import { decodeAdd, decodeGateUp, decodeLogits } from '../engine/kernels/decode-linear.ts';
import { decodeQkv, decodeQkvBias, decodeQkvHeadNorm, headNormsLength } from '../engine/kernels/decode-qkv.ts';
import { decodeBegin, runningLength } from '../engine/kernels/running.ts';
import { CONTROL_LENGTH, SETTINGS_LENGTH, signalLength, stateLength } from '../engine/kernels/sample-state.ts';
import { recordSample, sampleScratchLength } from '../engine/kernels/sample.ts';
import { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { hasHeadNorm, hasQkvBias } from './config.ts';
import { headName, layerActivations, recordAfterAttention, recordQkv, ropeTensor, type Decoder } from './decoder.ts';
import type { LayerParameter } from './layout.ts';
import { packedTensors, recordInput, type PackedTensors } from './packed.ts';
import type { Recording } from './workspace.ts';

/** Keys and values of layer i for B rows of T positions. */
const cacheOf = ({ config, workspace, T }: Decoder, i: number, B: number): Tensor =>
  workspace.reals(`cache.${i}`, cacheLength({ ...config, B, T }));

export interface PrefillTensors extends PackedTensors {
  /** [N] u32: b*T + t, or NONE. */
  readonly slot: Tensor;
}

/** Keys and values of packed prompts into the caches. The last layer stops there: nobody reads its output. */
export function prefillPlan(decoder: Decoder, N: number, P: number, B: number): Recording<PrefillTensors> {
  const { config, workspace, T } = decoder;
  const { H, Hk, Dh, layers } = config;
  const plan = new PlanBuilder(`prefill ${N}/${B}`);
  const io: PrefillTensors = { ...packedTensors(decoder, { N, P }), slot: workspace.indices('slot', N) };
  recordInput(plan, decoder, N, io, layerActivations(decoder, 0, N, false).input);
  for (let i = 0; i < layers; i++) {
    const at = layerActivations(decoder, i, N, false);
    recordQkv(plan, decoder, i, N, io.position, at);
    plan.op(cacheWrite, { N, B, T, H, Hk, Dh }, at.qkv, io.slot, cacheOf(decoder, i, B));
    if (i === layers - 1) break;
    plan.op(attention, { N, H, Hk, Dh }, at.qkv, io.span, at.attended, at.lse);
    recordAfterAttention(plan, decoder, i, N, at);
  }
  return { plan: plan.build(), io };
}

export interface SharingTensors {
  /** [2B] u32: kernels/cache.ts cacheCopy. */
  readonly sources: Tensor;
}

/** Rows whose prompt another row has too take its keys and values over. */
export function sharingPlan(decoder: Decoder, B: number): Recording<SharingTensors> {
  const { config, workspace, T } = decoder;
  const { Hk, Dh, layers } = config;
  const plan = new PlanBuilder(`share ${B}`);
  const sources = workspace.indices('sources', 2 * B);
  for (let i = 0; i < layers; i++) plan.op(cacheCopy, { B, T, Hk, Dh }, sources, cacheOf(decoder, i, B));
  return { plan: plan.build(), io: { sources } };
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

/** One token of every row that is not done: the token in the state goes in, the next one is sampled and the state moves on.
 * Five ops a layer and four more; on a turn that is over it changes nothing. */
export function decodePlan(decoder: Decoder, B: number, K: number, J: number): Recording<DecodeTensors> {
  const { config, workspace, pools, T } = decoder;
  const { V, D, H, Hk, Dh, F, layers, normEps: EPS } = config;
  const plan = new PlanBuilder(`decode ${B}/${K}`);
  const io: DecodeTensors = {
    state: workspace.indices('state', stateLength(B)),
    signal: workspace.reals('signal', signalLength(B)),
    settings: workspace.reals('settings', SETTINGS_LENGTH),
    control: workspace.indices('control', CONTROL_LENGTH),
    ids: workspace.indices('newIds', B * K),
    record: workspace.reals('newRecord', B * K * 4),
  };
  const running = workspace.indices('running', runningLength(B));
  const x = layerActivations(decoder, 0, B, false).input;
  plan.op(decodeBegin, { B, T, D, V }, io.state, pools.weight('embed'), running, x);
  for (let i = 0; i < layers; i++) {
    const at = layerActivations(decoder, i, B, false);
    const cache = cacheOf(decoder, i, B);
    const weight = (name: LayerParameter): Tensor => pools.layerWeight(i, name);
    recordDecodeQkv(plan, decoder, i, B, { running, x: at.input, qkv: at.qkv, cache });
    plan.op(decodeAttention, { B, T, H, Hk, Dh }, at.qkv, cache, running, at.attended);
    plan.op(decodeAdd, { M: B, N: D, K: H * Dh }, at.attended, weight('o'), at.input, running, at.middle);
    plan.op(decodeGateUp, { B, D, F, EPS }, at.middle, weight('norm2'), weight('gateUp'), running, at.hidden);
    plan.op(decodeAdd, { M: B, N: D, K: F }, at.hidden, weight('down'), at.middle, running, at.output);
  }
  const { output } = layerActivations(decoder, layers - 1, B, false);
  const logits = workspace.reals('logits', B * V);
  const head = pools.weight(headName(config));
  plan.op(decodeLogits, { B, D, V, EPS }, output, pools.weight('norm'), head, running, logits);
  const scratch = workspace.reals('partial', sampleScratchLength({ B, V }));
  recordSample(plan, { B, K, V, J, T }, { logits, scratch, ...io });
  return { plan: plan.build(), io };
}

interface QkvTensors {
  readonly running: Tensor;
  readonly x: Tensor;
  readonly qkv: Tensor;
  readonly cache: Tensor;
}

/** The first kernel of a layer, as this model needs it. */
function recordDecodeQkv(
  plan: PlanBuilder,
  decoder: Decoder,
  layer: number,
  B: number,
  { running, x, qkv, cache }: QkvTensors,
): void {
  const { config, pools, T } = decoder;
  const { D, H, Hk, Dh, normEps: EPS } = config;
  const weight = (name: LayerParameter): Tensor => pools.layerWeight(layer, name);
  const shape = { B, T, D, H, Hk, Dh, EPS };
  const args = [x, weight('norm1'), weight('qkv'), ropeTensor(decoder), running, qkv, cache];
  if (hasQkvBias(config)) plan.op(decodeQkvBias, shape, ...args, weight('qkvBias'));
  else if (hasHeadNorm(config))
    plan.op(decodeQkvHeadNorm, shape, ...args, { ...weight('qNorm'), length: headNormsLength(Dh) });
  else plan.op(decodeQkv, shape, ...args);
}
