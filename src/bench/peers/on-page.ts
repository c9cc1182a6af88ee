/**
 * The peers as a page loads them. onnxruntime-web has one build for each execution provider, which finds its WebAssembly
 * by address; see scripts/bench.mjs for the resolve condition it needs.
 */
import webgpuScript from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import webgpuWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import wasmScript from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { OpenPeer } from '../ground.ts';
import { jaxEntrant, openJax } from './jax.ts';
import { ortEntrant, type LoadOrt } from './ort.ts';
import { tfjsEntrant } from './tfjs.ts';

/** Shared memory, and with it threads, exists only on isolated pages. */
const threads = (): number => (globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1);

const loadOrt: LoadOrt = async (place) => {
  if (place === 'webgpu') {
    const ort = await import('onnxruntime-web/webgpu');
    ort.env.wasm.wasmPaths = { mjs: webgpuScript, wasm: webgpuWasm };
    ort.env.wasm.numThreads = 1;
    return ort;
  }
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.wasmPaths = { mjs: wasmScript, wasm };
  ort.env.wasm.numThreads = threads();
  return ort;
};

/** `versions` are package.json's. */
export const pagePeers = (versions: Readonly<Record<string, string>>): Readonly<Record<string, OpenPeer>> => ({
  'jax-js': async (place) => jaxEntrant(await openJax(place), place, versions['@jax-js/jax'] ?? '', threads()),
  tfjs: (place) => tfjsEntrant(place, versions['@tensorflow/tfjs'] ?? ''),
  'onnxruntime-web': (place) => ortEntrant(loadOrt, place, versions['onnxruntime-web'] ?? ''),
});
