/** The peers as Node can load them. */
import type { OpenPeer } from '../ground.ts';
import { jaxEntrant, openJax } from './jax.ts';
import { ortEntrant, startOrt, type LoadOrt, type Ort } from './ort.ts';
import { tfjsEntrant } from './tfjs.ts';

/** Its build for Node holds only the WebAssembly provider. */
const loadOrt: LoadOrt = async (place) => {
  if (place === 'webgpu') throw new Error('its WebGPU build runs in browsers only');
  const module = await import('onnxruntime-web');
  const ort = (module as { default?: Ort }).default ?? module;
  ort.env.wasm.numThreads = 1;
  // When it starts it defines a global Worker, by which jax-js would then believe to be in a browser with threads.
  await startOrt(ort, place);
  Reflect.deleteProperty(globalThis, 'Worker');
  return ort;
};

/** `versions` are package.json's. */
export const nodePeers = (versions: Readonly<Record<string, string>>): Readonly<Record<string, OpenPeer>> => ({
  'jax-js': async (place) => jaxEntrant(await openJax(place), place, versions['@jax-js/jax'] ?? '', 1),
  tfjs: (place) => tfjsEntrant(place, versions['@tensorflow/tfjs'] ?? ''),
  'onnxruntime-web': (place) => ortEntrant(loadOrt, place, versions['onnxruntime-web'] ?? ''),
});
