/** The benchmark on Node 20: our CPU code, and WebGPU through Dawn (the optional package `webgpu`) where there is an adapter. */
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import manifest from '../../package.json' with { type: 'json' };
import { asTurnlabError } from '../core/errors.ts';
import { GpuMeter } from './gpu-meter.ts';
import { prepareGround } from './ground.ts';
import { HELP, parseOptions } from './options.ts';
import { nodePeers } from './peers/on-node.ts';
import { runBenchmarks } from './run.ts';

/** Where Linux shows a graphics card, or a software one that was asked for. */
const DEVICES = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];
const mayHaveAdapter = (): boolean =>
  process.platform !== 'linux' ||
  DEVICES.some((path) => existsSync(path)) ||
  Boolean(process.env['VK_ICD_FILENAMES'] ?? process.env['VK_DRIVER_FILES']);

/** Dawn frees the GPU once its entry object is collected; this keeps it, where libraries look for it. */
async function openDawn(): Promise<{ gpu: GPU | null; why: string }> {
  if (!mayHaveAdapter()) return { gpu: null, why: 'this machine shows no graphics card' };
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    // jax-js asks which browser this is.
    Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'Node' }, configurable: true });
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? { gpu, why: '' } : { gpu: null, why: 'Dawn found no adapter' };
  } catch (cause) {
    return { gpu: null, why: `the package webgpu does not run here: ${asTurnlabError(cause).message}` };
  }
}

/** 0 = done, 1 = it failed, 2 = it was asked the wrong way. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (!options) {
      console.log(HELP);
      return 0;
    }
    const { gpu, why } = options.places.includes('webgpu') ? await openDawn() : { gpu: null, why: '' };
    const meter = gpu ? new GpuMeter() : null;
    meter?.install();
    const ground = await prepareGround(options, {
      ourVersion: manifest.version,
      cpu: `CPU · ${availableParallelism()} cores · ${cpus()[0]?.model ?? 'unknown'}`,
      gpu,
      whyNoGpu: why,
      meter,
      peers: nodePeers(manifest.dependencies),
    });
    await runBenchmarks(options, ground, (line) => console.log(line));
    return 0;
  } catch (thrown) {
    const { code, message, next } = asTurnlabError(thrown);
    console.error([message, next].filter(Boolean).join(' '));
    return code === 'bad-setting' ? 2 : 1;
  }
}
