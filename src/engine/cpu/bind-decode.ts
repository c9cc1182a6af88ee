/**
 * Bindings of the kernels of a decode step: each calls, one after another and for the running rows alone, the functions
 * that the same part of the model runs on in training, so that a decoded token sees bit for bit the same numbers.
 */
import { cacheLength, decodeAttention } from '../kernels/cache.ts';
import { decodeAdd, decodeGateUp, decodeLogits } from '../kernels/decode-linear.ts';
import { decodeQkv, decodeQkvBias, decodeQkvHeadNorm, type DecodeQkvShape } from '../kernels/decode-qkv.ts';
import { headNorm } from '../kernels/norm.ts';
import { runningCount, runningField, runningOffset, type RunningField } from '../kernels/running.ts';
import { aligned, type Numbers } from '../tensor.ts';
import { entry, type Place } from './binding.ts';
import type { WasmKernels } from './wasm.ts';

/** Byte address of a field of the running tensor. */
const fieldAt = (running: number, field: RunningField, B: number): number => running + runningOffset(field, B) * 4;

type NormedShape = { readonly B: number; readonly D: number; readonly EPS: number };

/** Floats that the normed rows and their 1/rms take at the start of the scratch. */
const normedLength = ({ B, D }: NormedShape): number => aligned(B * D) + aligned(B);

/** to[count, columns] = RMSNorm(x) weightT + bias; `bias` 0 = none. */
function normedProduct(
  wasm: WasmKernels,
  { B, D, EPS }: NormedShape,
  columns: number,
  { pointers: [x, norm, weight], scratch }: Place,
  bias: number,
): (count: number, to: number) => void {
  const normed = scratch.pointer;
  const rstd = normed + aligned(B * D) * 4;
  return (count, to) => {
    wasm.rmsNorm(count, D, EPS, x!, norm!, normed, rstd);
    wasm.gemm(count, columns, D, normed, D * 4, 4, weight!, 4, D * 4, bias, 0, to, columns * 4);
  };
}

/** Rotary turn in place, then keys and values into the cache. */
function turnAndKeep(
  wasm: WasmKernels,
  { B, T, H, Hk, Dh }: DecodeQkvShape,
  { pointers: [, , , table, running, qkv, cache] }: Place,
): (count: number) => void {
  const head = Dh * 4;
  const row = (H + 2 * Hk) * head;
  const position = fieldAt(running!, 'position', B);
  const slot = fieldAt(running!, 'slot', B);
  const values = cache! + (cacheLength({ B, T, Hk, Dh }) / 2) * 4;
  return (count) => {
    wasm.rope(count, T, H + Hk, Dh, row, 1, position, table!, qkv!);
    wasm.cacheWrite(count, B * T, row, Hk * head, qkv! + H * head, slot, cache!, values);
  };
}

const width = ({ H, Hk, Dh }: DecodeQkvShape): number => (H + 2 * Hk) * Dh;

function bindQkv(wasm: WasmKernels, shape: DecodeQkvShape, place: Place): () => void {
  const running = place.views[4]!;
  const [, , , , , qkv, , bias] = place.pointers;
  const product = normedProduct(wasm, shape, width(shape), place, bias ?? 0);
  const finish = turnAndKeep(wasm, shape, place);
  return () => {
    const count = runningCount(running, shape.B);
    product(count, qkv!);
    finish(count);
  };
}

export const decodeBindings = [
  entry(decodeQkv, { scratch: (shape) => normedLength(shape), bind: bindQkv }),
  entry(decodeQkvBias, { scratch: (shape) => normedLength(shape), bind: bindQkv }),
  entry(decodeQkvHeadNorm, {
    scratch: (shape) => normedLength(shape) + aligned(shape.B * width(shape)) + shape.B * (shape.H + shape.Hk),
    bind: (wasm, shape, place) => {
      const { B, H, Hk, Dh, EPS } = shape;
      const { views, scratch } = place;
      const [, , , , running, qkv, , headNorms] = views as [...Numbers[]];
      const Q = width(shape);
      const rawAt = normedLength(shape);
      const raw = scratch.view.subarray(rawAt, rawAt + B * Q);
      const rstd = scratch.view.subarray(rawAt + aligned(B * Q));
      const args = [raw, headNorms!, headNorms!.subarray(aligned(Dh)), qkv!, rstd];
      const product = normedProduct(wasm, shape, Q, place, 0);
      const finish = turnAndKeep(wasm, shape, place);
      return () => {
        const count = runningCount(running!, B);
        product(count, scratch.pointer + rawAt * 4);
        headNorm.run({ N: count, H, Hk, Dh, EPS }, args);
        finish(count);
      };
    },
  }),
  entry(decodeAttention, {
    scratch: ({ T }) => T,
    bind: (wasm, { B, T, H, Hk, Dh }, { pointers: [qkv, cache, running, o], views, scratch }) => {
      const row = fieldAt(running!, 'row', B);
      const position = fieldAt(running!, 'position', B);
      return () => {
        const count = runningCount(views[2]!, B);
        wasm.decodeAttention(count, B, T, H, Hk, Dh, qkv!, cache!, row, position, o!, scratch.pointer);
      };
    },
  }),
  entry(decodeAdd, {
    bind: (wasm, { M, N, K }, { pointers: [a, weight, residual, , c], views }) => {
      const row = N * 4;
      return () =>
        wasm.gemm(runningCount(views[3]!, M), N, K, a!, K * 4, 4, weight!, 4, K * 4, residual!, row, c!, row);
    },
  }),
  entry(decodeGateUp, {
    scratch: (shape) => normedLength(shape) + shape.B * 2 * shape.F,
    bind: (wasm, shape, place) => {
      const gateUp = place.scratch.pointer + normedLength(shape) * 4;
      const product = normedProduct(wasm, shape, 2 * shape.F, place, 0);
      return () => {
        const count = runningCount(place.views[3]!, shape.B);
        product(count, gateUp);
        wasm.swiglu(count, shape.F, gateUp, place.pointers[4]!);
      };
    },
  }),
  entry(decodeLogits, {
    scratch: (shape) => normedLength(shape) + shape.B * shape.V,
    bind: (wasm, shape, place) => {
      const { B, V } = shape;
      const { views, scratch } = place;
      const closed = normedLength(shape);
      const product = normedProduct(wasm, shape, V, place, 0);
      return () => {
        const [running, logits] = [views[3]!, views[4]!];
        const count = runningCount(running, B);
        product(count, scratch.pointer + closed * 4);
        const rows = runningField(running, 'row', B, count);
        for (let i = 0; i < count; i++)
          logits.set(scratch.view.subarray(closed + i * V, closed + (i + 1) * V), rows[i]! * V);
      };
    },
  }),
];
