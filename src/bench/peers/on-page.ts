/**
 * The peers as a page, or a worker of one, loads them: each from this site, as files of its own, and only when it is opened.
 * Must hold none of them itself.
 */
import { asTurnlabError } from '../../core/errors.ts';
import type { OpenPeer } from '../ground.ts';

/** Shared memory, and with it threads, exists only on isolated pages. */
const threads = (): number => (globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1);

/** Says of what did not arrive that it did not: the browser names only an address. */
async function arrived<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (cause) {
    throw new Error(`it could not be loaded (${asTurnlabError(cause).message})`, { cause });
  }
}

/** `versions` are package.json's. */
export const pagePeers = (versions: Readonly<Record<string, string>>): Readonly<Record<string, OpenPeer>> => ({
  'jax-js': async (place) => {
    const { jaxEntrant, loadJax, openJax } = await arrived(import('./jax.ts'));
    await arrived(loadJax());
    return jaxEntrant(await openJax(place), place, versions['@jax-js/jax'] ?? '', threads());
  },
  tfjs: async (place) => {
    const { loadTfjs, tfjsEntrant } = await arrived(import('./tfjs.ts'));
    if (place === 'webgpu') await arrived(loadTfjs());
    return tfjsEntrant(place, versions['@tensorflow/tfjs'] ?? '');
  },
  'onnxruntime-web': async (place) => {
    const [{ ortEntrant }, { loadOrt }] = await arrived(Promise.all([import('./ort.ts'), import('./ort-on-page.ts')]));
    return ortEntrant((where) => arrived(loadOrt(where, threads())), place, versions['onnxruntime-web'] ?? '');
  },
});
