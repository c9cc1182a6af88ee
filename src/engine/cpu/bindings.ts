/**
 * Which WebAssembly function runs which kernel on the f32 CPU executor. A kernel that is not listed runs as its twin.
 * Must not compute: it turns shapes and tensors into sizes, strides and addresses.
 */
import {
  attention,
  attentionBackwardKV,
  attentionBackwardKVSelected,
  attentionBackwardQ,
  attentionBackwardQSelected,
  attentionDelta,
  attentionSelected,
  type AttentionShape,
} from '../kernels/attention.ts';
import { cacheWrite } from '../kernels/cache.ts';
import { embed, embedBackward, gatherRows } from '../kernels/embedding.ts';
import {
  columnSumsPartial,
  matmulNN,
  matmulNT,
  matmulNTAdd,
  matmulNTBias,
  matmulTNPartial,
  sumPartialsAdd,
} from '../kernels/linear.ts';
import { swiglu, swigluBackward } from '../kernels/mlp.ts';
import { rmsNorm, rmsNormBackward, rmsNormWeightPartial } from '../kernels/norm.ts';
import { ADAM, adamW, NORM, squareSumPartial } from '../kernels/optimiser.ts';
import { rope } from '../kernels/rope.ts';
import type { Kernel } from '../kernel.ts';
import type { Numbers } from '../tensor.ts';
import { decodeBindings } from './bind-decode.ts';
import { headBindings } from './bind-head.ts';
import { entry, type Binding } from './binding.ts';
import type { WasmKernels } from './wasm.ts';

type Product = { readonly M: number; readonly N: number; readonly K: number };

/** c = init + a bT; `initRow` in bytes, init 0 = none. */
function nt(wasm: WasmKernels, { M, N, K }: Product, a: number, b: number, init: number, initRow: number, c: number) {
  wasm.gemm(M, N, K, a, K * 4, 4, b, 4, K * 4, init, initRow, c, N * 4);
}

/** Queries a block covers in assembly/attention.ts. */
const BLOCK = 32;
/** One block of scores against the longest row there can be; the backward kernels keep two. */
const scoreScratch = ({ N }: AttentionShape): number => BLOCK * N;
const gradientScratch = ({ N }: AttentionShape): number => 2 * BLOCK * N;

const backwardEntries = (
  kernels: readonly Kernel<AttentionShape>[],
  name: 'attentionBackwardQ' | 'attentionBackwardKV',
): (readonly [string, Binding])[] =>
  kernels.map((kernel) =>
    entry(kernel, {
      scratch: gradientScratch,
      bind: (wasm, { N, H, Hk, Dh }, { pointers: [qkv, span, dO, lse, delta, dqkv, selected], scratch }) => {
        const heads = [N, H, Hk, Dh] as const;
        const at = scratch.pointer;
        return () => wasm[name](...heads, qkv!, span!, dO!, lse!, delta!, dqkv!, selected ?? 0, at);
      },
    }),
  );

export const BINDINGS: ReadonlyMap<string, Binding> = new Map([
  entry(matmulNT, {
    bind: (wasm, shape, { pointers: [a, b, c] }) => {
      return () => nt(wasm, shape, a!, b!, 0, 0, c!);
    },
  }),
  entry(matmulNTBias, {
    bind: (wasm, shape, { pointers: [a, b, bias, c] }) => {
      return () => nt(wasm, shape, a!, b!, bias!, 0, c!);
    },
  }),
  entry(matmulNTAdd, {
    bind: (wasm, shape, { pointers: [a, b, residual, c] }) => {
      return () => nt(wasm, shape, a!, b!, residual!, shape.N * 4, c!);
    },
  }),
  entry(matmulNN, {
    bind: (wasm, { M, N, K }, { pointers: [a, b, c] }) => {
      return () => wasm.gemm(M, N, K, a!, K * 4, 4, b!, N * 4, 4, 0, 0, c!, N * 4);
    },
  }),
  entry(matmulTNPartial, {
    bind: (wasm, { M, N, K, S }, { pointers: [a, b, partial] }) => {
      const part = Math.ceil(K / S);
      return () => {
        for (let s = 0; s < S; s++) {
          const first = Math.min(K, s * part);
          const terms = Math.min(K, first + part) - first;
          const from = a! + first * M * 4;
          wasm.gemm(M, N, terms, from, 4, M * 4, b! + first * N * 4, N * 4, 4, 0, 0, partial! + s * M * N * 4, N * 4);
        }
      };
    },
  }),
  entry(sumPartialsAdd, {
    bind: (wasm, { S, L }, { pointers: [partial, out] }) => {
      return () => wasm.sumPartialsAdd(S, L, partial!, out!);
    },
  }),
  entry(columnSumsPartial, {
    bind: (wasm, { N, D, S }, { pointers: [x, partial] }) => {
      return () => wasm.columnSumsPartial(N, D, S, x!, partial!);
    },
  }),
  entry(embed, {
    bind: (wasm, { N, D, V }, { pointers: [ids, table, x] }) => {
      return () => wasm.copyRows(N, V, D * 4, ids!, table!, x!);
    },
  }),
  entry(gatherRows, {
    bind: (wasm, { M, N, D }, { pointers: [index, x, y] }) => {
      return () => wasm.copyRows(M, N, D * 4, index!, x!, y!);
    },
  }),
  entry(embedBackward, {
    bind: (wasm, { D, V }, { pointers: [order, start, dx, dtable] }) => {
      return () => wasm.embedBackward(V, D, order!, start!, dx!, dtable!);
    },
  }),
  entry(rmsNorm, {
    bind: (wasm, { N, D, EPS }, { pointers: [x, weight, y, rstd] }) => {
      return () => wasm.rmsNorm(N, D, EPS, x!, weight!, y!, rstd!);
    },
  }),
  entry(rmsNormBackward, {
    bind: (wasm, { N, D }, { pointers: [x, weight, rstd, dy, dx] }) => {
      return () => wasm.rmsNormBackward(N, D, x!, weight!, rstd!, dy!, dx!);
    },
  }),
  entry(rmsNormWeightPartial, {
    bind: (wasm, { N, D, S }, { pointers: [x, rstd, dy, partial] }) => {
      return () => wasm.rmsNormWeightPartial(N, D, S, x!, rstd!, dy!, partial!);
    },
  }),
  entry(rope, {
    bind: (wasm, { N, T, H, Hk, Dh, SIGN }, { pointers: [position, table, qkv] }) => {
      const width = (H + 2 * Hk) * Dh * 4;
      return () => wasm.rope(N, T, H + Hk, Dh, width, SIGN === 1 ? 1 : -1, position!, table!, qkv!);
    },
  }),
  entry(swiglu, {
    bind: (wasm, { N, F }, { pointers: [gateUp, h] }) => {
      return () => wasm.swiglu(N, F, gateUp!, h!);
    },
  }),
  entry(swigluBackward, {
    bind: (wasm, { N, F }, { pointers: [gateUp, dh, dgateUp] }) => {
      return () => wasm.swigluBackward(N, F, gateUp!, dh!, dgateUp!);
    },
  }),
  ...[attention, attentionSelected].map((kernel) =>
    entry(kernel, {
      scratch: scoreScratch,
      bind: (wasm, { N, H, Hk, Dh }, { pointers: [qkv, span, o, lse, selected], scratch }) => {
        return () => wasm.attention(N, H, Hk, Dh, qkv!, span!, o!, lse!, selected ?? 0, scratch.pointer);
      },
    }),
  ),
  entry(attentionDelta, {
    bind: (wasm, { N, H, Dh }, { pointers: [o, dO, delta] }) => {
      return () => wasm.attentionDelta(N * H, Dh, o!, dO!, delta!);
    },
  }),
  ...backwardEntries([attentionBackwardQ, attentionBackwardQSelected], 'attentionBackwardQ'),
  ...backwardEntries([attentionBackwardKV, attentionBackwardKVSelected], 'attentionBackwardKV'),
  entry(cacheWrite, {
    bind: (wasm, { N, B, T, H, Hk, Dh }, { pointers: [qkv, slot, cache] }) => {
      const head = Dh * 4;
      const values = cache! + B * T * Hk * head;
      return () => wasm.cacheWrite(N, B * T, (H + 2 * Hk) * head, Hk * head, qkv! + H * head, slot!, cache!, values);
    },
  }),
  entry(squareSumPartial, {
    bind: (wasm, { L, S }, { pointers: [x, partial] }) => {
      return () => wasm.squareSumPartial(L, S, x!, partial!);
    },
  }),
  entry(adamW, {
    bind: (wasm, { L, DECAY }, { pointers: [params, grads, m, v], views }) => {
      const [, , , , adam, norm] = views as [Numbers, Numbers, Numbers, Numbers, Numbers, Numbers];
      const of = (field: keyof typeof ADAM): number => adam[ADAM[field]]!;
      return () => {
        if (norm[NORM.nonFinite]! > 0) return;
        const decay = DECAY === 1 ? of('weightDecay') : 0;
        const scale = norm[NORM.scale]!;
        const [beta1, beta2] = [of('beta1'), of('beta2')];
        wasm.adamW(L, params!, grads!, m!, v!, of('lr'), beta1, beta2, of('eps'), decay, of('c1'), of('c2'), scale);
      };
    },
  }),
  ...decodeBindings,
  ...headBindings,
]);
