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

/** Functions that work on `memory`. Compiles once however often it is called. */
export async function instantiate(memory: WebAssembly.Memory): Promise<WasmKernels> {
  compiled ??= WebAssembly.compile(wasmBytes());
  const instance = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return instance.exports as unknown as WasmKernels;
}
