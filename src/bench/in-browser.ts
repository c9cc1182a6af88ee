/** What a page, or a worker of one, gives the benchmark: its GPU, a meter on it, and the names of device and browser. */
import manifest from '../../package.json' with { type: 'json' };
import { asTurnlabError } from '../core/errors.ts';
import { browserOf } from './browser-name.ts';
import { GpuMeter } from './gpu-meter.ts';
import { prepareGround, type Surroundings } from './ground.ts';
import type { BenchOptions } from './options.ts';
import { pagePeers } from './peers/on-page.ts';
import type { Ground } from './run.ts';

export const VERSION = manifest.version;

/** Those that a page can load. */
const PEERS = pagePeers(manifest.dependencies);

async function usable(gpu: GPU | undefined): Promise<Pick<Surroundings, 'gpu' | 'whyNoGpu'>> {
  if (!gpu) return { gpu: null, whyNoGpu: 'this browser has no WebGPU' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter) return { gpu, whyNoGpu: '' };
    return { gpu: null, whyNoGpu: 'this browser has WebGPU, but it found no graphics adapter' };
  } catch (thrown) {
    return {
      gpu: null,
      whyNoGpu: `this browser could not look for a graphics adapter: ${asTurnlabError(thrown).message}`,
    };
  }
}

/** `gpu` is navigator.gpu, which older browsers lack. A test may have other `peers`. */
export async function browserGround(
  options: BenchOptions,
  gpu: GPU | undefined,
  { hear = () => {}, peers = PEERS }: Partial<Pick<Surroundings, 'hear' | 'peers'>> = {},
): Promise<Ground> {
  const found = await usable(gpu);
  const meter = found.gpu ? new GpuMeter() : null;
  meter?.install();
  const cpu = `CPU · ${navigator.hardwareConcurrency} cores · ${browserOf(navigator.userAgent)}`;
  return prepareGround(options, { ...found, ourVersion: VERSION, cpu, meter, peers, hear });
}
