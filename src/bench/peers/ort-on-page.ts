/**
 * onnxruntime-web as a page loads it: one build for each execution provider, each with a script and WebAssembly that are files
 * of this site. On WebGPU it needs no threads.
 */
import webgpuScript from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import webgpuWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import wasmScript from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Place } from '../contest.ts';
import { startOrt, type Ort } from './ort.ts';

export async function loadOrt(place: Place, threads: number): Promise<Ort> {
  const onGpu = place === 'webgpu';
  const ort: Ort = onGpu ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
  // By address, because its threads load the script again.
  ort.env.wasm.wasmPaths = onGpu ? { mjs: webgpuScript, wasm: webgpuWasm } : { mjs: wasmScript, wasm };
  ort.env.wasm.numThreads = onGpu ? 1 : threads;
  await startOrt(ort, place);
  return ort;
}
