/**
 * Who takes part here: ours and the peers that were asked for, in the places this machine has. Whoever cannot is named
 * with the reason. How a library is loaded comes from the page or Node.
 */
import { asTurnlabError } from '../core/errors.ts';
import { ChoiceMemory } from '../engine/choices.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import type { Executor } from '../engine/executor.ts';
import { openWebGpu } from '../engine/webgpu/executor.ts';
import { keyOf, type Entrant, type Place, type Step } from './contest.ts';
import { missingVariants } from './features.ts';
import type { GpuMeter } from './gpu-meter.ts';
import { isContest, type BenchOptions } from './options.ts';
import { ourEntrant } from './ours/entrant.ts';
import type { Comparison } from './report.ts';
import type { Ground } from './run.ts';

/** Opens a peer in a place; throws, with the reason, when it cannot run there. */
export type OpenPeer = (place: Place) => Promise<Entrant>;

export interface Surroundings {
  readonly ourVersion: string;
  /** For people: "CPU · 2 cores". */
  readonly cpu: string;
  /** Null where there is no WebGPU; then `whyNoGpu` says why. */
  readonly gpu: GPU | null;
  readonly whyNoGpu: string;
  readonly meter: GpuMeter | null;
  readonly peers: Readonly<Record<string, OpenPeer>>;
  /** Told of each peer before it is loaded. */
  readonly hear?: (step: Step) => void;
}

export async function prepareGround(options: BenchOptions, around: Surroundings): Promise<Ground> {
  const { gpu, meter, cpu, ourVersion } = around;
  const entrants: Entrant[] = [];
  const open: Partial<Record<Place, () => Promise<Executor>>> = {};
  const absent: Comparison[] = [];
  let webgpu = 'no WebGPU adapter';
  let slow = true;
  const skip = (peer: string, adapter: string, skipped: string): void => {
    absent.push({ benchmark: 'all', size: 'all', peer, adapter, skipped });
  };
  if (options.places.includes('webgpu'))
    try {
      if (!gpu) throw new Error(around.whyNoGpu);
      const probe = await openWebGpu(gpu);
      webgpu = probe.label;
      slow = probe.isFallbackAdapter;
      probe.dispose();
      const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
      if (options.only.includes('matmul')) absent.push(...missingVariants(webgpu, new Set(adapter?.features)));
      // Measured once, for everyone who follows; on a software adapter the plain kernels are the best.
      const tuning = { measure: !slow, store: new ChoiceMemory() };
      open.webgpu = () => openWebGpu(gpu, tuning);
      entrants.push(ourEntrant('webgpu', ourVersion, open.webgpu));
    } catch (thrown) {
      skip('everyone', webgpu, asTurnlabError(thrown).message);
    }
  // First of all, so that peers are held to the CPU's answer, which no driver has a part in.
  if (options.places.includes('cpu')) {
    open.cpu = () => CpuExecutor.create({ precision: 'f32' });
    entrants.unshift(ourEntrant('cpu', ourVersion, open.cpu));
  }
  for (const place of options.places) {
    if (!open[place]) continue;
    for (const name of options.only.some(isContest) ? options.peers : [])
      try {
        around.hear?.({ doing: 'loading', who: name, place });
        if (meter) meter.owner = keyOf({ name, place });
        entrants.push(await around.peers[name]!(place));
      } catch (thrown) {
        skip(name, place === 'cpu' ? cpu : webgpu, asTurnlabError(thrown).message);
      }
  }
  return { environment: { webgpu, cpu }, entrants, open, absent, meter, slow };
}
