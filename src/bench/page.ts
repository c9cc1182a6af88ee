/** The benchmark in a browser: scripts/bench.mjs opens bench.html and calls `turnlabBench`. */
import manifest from '../../package.json' with { type: 'json' };
import { asTurnlabError } from '../core/errors.ts';
import { GpuMeter } from './gpu-meter.ts';
import { prepareGround } from './ground.ts';
import { parseOptions } from './options.ts';
import { pagePeers } from './peers/on-page.ts';
import { runBenchmarks } from './run.ts';

async function findGpu(): Promise<{ gpu: GPU | null; why: string }> {
  const gpu = navigator.gpu as GPU | undefined;
  if (!gpu) return { gpu: null, why: 'this browser has no WebGPU' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ? { gpu, why: '' } : { gpu: null, why: 'this browser found no WebGPU adapter' };
}

/** Empty, or what went wrong. `print` resolves when the line has arrived; whoever called us may then close the page. */
async function turnlabBench(args: readonly string[], print: (line: string) => Promise<void>): Promise<string> {
  const printed: Promise<void>[] = [];
  try {
    const options = parseOptions(args);
    if (!options) return '';
    const { gpu, why } = await findGpu();
    const meter = gpu ? new GpuMeter() : null;
    meter?.install();
    const ground = await prepareGround(options, {
      ourVersion: manifest.version,
      cpu: `CPU · ${navigator.hardwareConcurrency} cores · ${navigator.userAgent.match(/Chrome\/\d+/)?.[0] ?? 'browser'}`,
      gpu,
      whyNoGpu: why,
      meter,
      peers: pagePeers({ ...manifest.dependencies, ...manifest.devDependencies }),
    });
    await runBenchmarks(options, ground, (line) => printed.push(print(line)));
    return '';
  } catch (thrown) {
    const { message, next } = asTurnlabError(thrown);
    return [message, next].filter(Boolean).join(' ');
  } finally {
    await Promise.all(printed);
  }
}

Object.assign(globalThis, { turnlabBench });
