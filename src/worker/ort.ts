/**
 * onnxruntime-web as a worker of the page loads it: its WebAssembly is a file of our own build, fetched here and nowhere
 * else, so that a page that never opens an ONNX file never pays for it. One thread: more need headers that plain hosts lack.
 */
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { TurnlabError } from '../core/errors.ts';
import type { Ort } from '../model/onnx/ort-model.ts';

/** Throws TurnlabError `worker-crashed` when a part of it cannot be fetched. */
export async function loadOrt(): Promise<Ort> {
  try {
    const [ort, response] = await Promise.all([import('onnxruntime-web/wasm'), fetch(wasm)]);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = await response.arrayBuffer();
    return ort;
  } catch (cause) {
    throw new TurnlabError(
      'worker-crashed',
      'onnxruntime-web could not be loaded: its file of 14 MB did not arrive.',
      'It is not kept for offline use. Try again when this page’s server can be reached.',
      { cause },
    );
  }
}
