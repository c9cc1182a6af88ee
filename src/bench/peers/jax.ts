/**
 * @jax-js/jax as an entrant, on WebGPU or on its own WebAssembly (with threads where the page is isolated). Every task runs
 * under its `jit`. In jax-js a function consumes the arrays it is given; `.ref` keeps one.
 */
import type { Array as JaxArray } from '@jax-js/jax';
import type { Entrant, Place } from '../contest.ts';
import { jaxDecode } from './jax-decode.ts';
import { jaxMatmul } from './jax-matmul.ts';
import { jaxPolicy } from './jax-policy.ts';
import { jaxRows } from './jax-rows.ts';
import { jaxTrain } from './jax-train.ts';

export type { JaxArray };
export type Jax = typeof import('@jax-js/jax');

/** One of its devices. Its default device is global: call `enter` before anything that makes arrays or runs. */
export interface JaxDevice {
  enter(): Jax;
  reals(data: Float32Array<ArrayBuffer>, shape: readonly number[]): JaxArray;
  integers(data: Uint32Array, shape: readonly number[]): JaxArray;
  /** Whether reading one array waits for all work before it, as a GPU's queue does; threads wait for that array alone. */
  readonly inOrder: boolean;
  /** Makes a jitted call again and again, drops its results, and resolves when the device has finished. */
  repeat(call: () => JaxArray[], repeats: number): Promise<void>;
}

let loading: Promise<Jax> | undefined;

/** It looks for these when it is imported, and Node 20 lacks them; nothing here computes in half precision. */
export function loadJax(): Promise<Jax> {
  const globals = globalThis as unknown as Record<string, unknown>;
  globals['navigator'] ??= { userAgent: 'Node' };
  globals['Float16Array'] ??= Uint16Array;
  loading ??= import('@jax-js/jax');
  return loading;
}

/** Opens the device. Throws when jax-js cannot use it here. Call it as the owner of what it opens. */
export async function openJax(place: Place): Promise<JaxDevice> {
  const jax = await loadJax();
  const device = place === 'webgpu' ? 'webgpu' : 'wasm';
  const opened = await jax.init(device);
  if (!opened.includes(device)) throw new Error(`jax-js has no ${device} device here`);
  const enter = (): Jax => {
    jax.defaultDevice(device);
    return jax;
  };
  const inOrder = device === 'webgpu';
  /** jax-js computes a call only once one of its results is asked for; then it computes all of them. */
  const repeat = async (call: () => JaxArray[], repeats: number): Promise<void> => {
    enter();
    const waiting: JaxArray[] = [];
    for (let i = 1; i <= repeats; i++) {
      const results = call();
      if (inOrder && i < repeats) {
        const [first, ...others] = results;
        for (const other of others) other.dispose();
        // Submits without waiting, and consumes the array.
        first!.gpuBufferSync();
      } else waiting.push(...results);
    }
    await jax.blockUntilReady(inOrder ? waiting.slice(-1) : waiting);
    for (const result of waiting) result.dispose();
  };
  return {
    enter,
    inOrder,
    repeat,
    reals: (data, shape) => enter().numpy.array(data, { shape: [...shape], dtype: jax.numpy.float32 }),
    integers: (data, shape) =>
      enter().numpy.array(Int32Array.from(data), { shape: [...shape], dtype: jax.numpy.int32 }),
  };
}

export function jaxEntrant(device: JaxDevice, place: Place, version: string, threads: number): Entrant {
  return {
    name: 'jax-js',
    version,
    place,
    detail: place === 'cpu' ? `${threads} thread${threads === 1 ? '' : 's'}` : '',
    matmul: (task) => jaxMatmul(device, task),
    rows: (task) => jaxRows(device, task),
    policy: (task) => jaxPolicy(device, task),
    decode: (task) => jaxDecode(device, task),
    train: (task) => jaxTrain(device, task),
  };
}
