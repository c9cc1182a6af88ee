/**
 * The WebAssembly module of assembly/, as bytes inside the bundle, so that it loads alike in a page, a worker, a test and
 * the command line. `npm run build:wasm` makes kernels.wasm; a test holds it to its source. Must not know about kernels.
 */
import dataUrl from './kernels.wasm?url&inline';

type Name =
  | 'adamW'
  | 'attention'
  | 'attentionBackwardKV'
  | 'attentionBackwardQ'
  | 'attentionDelta'
  | 'cacheWrite'
  | 'columnSumsPartial'
  | 'copyRows'
  | 'decodeAttention'
  | 'embedBackward'
  | 'gemm'
  | 'lossGradient'
  | 'rmsNorm'
  | 'rmsNormBackward'
  | 'rmsNormWeightPartial'
  | 'rope'
  | 'rowMoments'
  | 'rowTops'
  | 'sampleRow'
  | 'squareSumPartial'
  | 'sumPartialsAdd'
  | 'swiglu'
  | 'swigluBackward';

/** What assembly/index.ts exports: functions of byte addresses, byte strides and element counts, as documented there. */
export type WasmKernels = Readonly<Record<Name, (...numbers: number[]) => void>> & {
  /** First address after the module's own panels. */
  heapBase(): number;
};

let compiled: Promise<WebAssembly.Module> | undefined;

/** The module's bytes. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(dataUrl.slice(dataUrl.indexOf(',') + 1));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Pages of 64 KiB to begin with: what the module's own panels need, and some room. */
const FIRST_PAGES = 8;

/** A memory of its own and the functions that work on it. Compiles once however often it is called. */
export async function instantiate(): Promise<{ memory: WebAssembly.Memory; kernels: WasmKernels }> {
  compiled ??= WebAssembly.compile(wasmBytes());
  const memory = new WebAssembly.Memory({ initial: FIRST_PAGES });
  const instance = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return { memory, kernels: instance.exports as unknown as WasmKernels };
}
