/**
 * Looks at this device, or measures it: what a worker named BENCH does. The measuring is all in bench/, which loads the peers
 * that are asked for. Must not know the lab.
 */
import type { Step } from '../bench/contest.ts';
import { browserGround, VERSION } from '../bench/in-browser.ts';
import type { Surroundings } from '../bench/ground.ts';
import { BENCHMARKS, parseOptions, type Benchmark } from '../bench/options.ts';
import { casesOf, followBenchmarks } from '../bench/run.ts';
import type { Scale } from '../bench/scale.ts';
import { asTurnlabError } from '../core/errors.ts';
import type { BenchEvent, BenchRequest, Survey } from './bench-protocol.ts';

/** With the commit where the build knows it (vite.config.ts). */
const COMMIT = import.meta.env.VITE_COMMIT as string | undefined;
const BUILD = COMMIT ? `${VERSION} (${COMMIT})` : VERSION;

const casesAt = (scale: Scale): Record<Benchmark, number> =>
  Object.fromEntries(BENCHMARKS.map((name) => [name, casesOf(name, scale)])) as Record<Benchmark, number>;

async function survey(gpu: GPU | undefined): Promise<Survey> {
  const { environment, open, absent, slow } = await browserGround(parseOptions(['--peers', 'none'])!, gpu);
  const hasGpu = open.webgpu !== undefined;
  const adapter = hasGpu ? await gpu?.requestAdapter({ powerPreference: 'high-performance' }) : null;
  return {
    version: BUILD,
    ...environment,
    hasGpu,
    isSoftware: hasGpu && slow,
    largestBinding: adapter?.limits.maxStorageBufferBindingSize ?? null,
    absent,
    cases: { tiny: casesAt('tiny'), small: casesAt('small'), full: casesAt('full') },
  };
}

/** `gpu`: navigator.gpu, unless a test has another; `peers` too. Never rejects. */
export async function serveBench(
  request: BenchRequest,
  post: (event: BenchEvent) => void,
  gpu: GPU | undefined = navigator.gpu,
  peers?: Surroundings['peers'],
): Promise<void> {
  try {
    if (request.kind === 'survey') return post({ kind: 'surveyed', survey: await survey(gpu) });
    const steps = (step: Step): void => post({ kind: 'step', step });
    const ground = await browserGround(request.options, gpu, { hear: steps, ...(peers && { peers }) });
    await followBenchmarks(request.options, ground, {
      steps,
      begins: (job, done, total) => post({ kind: 'begins', job, done, total }),
      told: (records, lines) => post({ kind: 'told', records, lines }),
    });
    post({ kind: 'done' });
  } catch (thrown) {
    const { code, message, next } = asTurnlabError(thrown);
    post({ kind: 'failed', code, sentence: message, next });
  }
}
