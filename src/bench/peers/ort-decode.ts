/**
 * onnxruntime-web: the decode graph, replayed token after token. The chosen token stays where the graph computes, and on
 * WebGPU the caches are written in place.
 */
import type { Contestant, Pace, Place } from '../contest.ts';
import type { DecodeTask } from '../tasks.ts';
import { decodeGraph } from './onnx-llama.ts';
import type { OnnxGraph } from '../../model/onnx/encode.ts';
import type { OrtSession, OrtTensor } from './ort.ts';

/** Compiles everything, and shows that the second token needs nothing new. */
const FIRST_STEPS = 2;
/** Tokens between looks at the clock, which wait for the device. */
const BLOCK = 16;

export function ortDecode(open: (graph: OnnxGraph) => Promise<OrtSession>, place: Place, task: DecodeTask): Contestant {
  const { config, B, T, steps, first } = task;
  let session: OrtSession;

  /** Each of `count` steps' tokens and log-probabilities [B, 1], where the graph computes. */
  const decode = async (count: number, pace?: Pace): Promise<Record<'next' | 'logprob', OrtTensor>[]> => {
    const feeds: Record<string, OrtTensor> = {
      token: await session.resident('int32', [B, 1], Int32Array.from(first)),
    };
    const shape = [B, config.Hk, T, config.Dh];
    const empty = new Float32Array(B * config.Hk * T * config.Dh);
    for (let i = 0; i < config.layers; i++)
      for (const part of ['Key', 'Value']) feeds[`past${part}${i}`] = await session.resident('float', shape, empty);
    const results: Record<'next' | 'logprob', OrtTensor>[] = [];
    const firstToken = feeds['token']!;
    const freeInputs = (): void => {
      firstToken.dispose();
      for (const [name, tensor] of Object.entries(feeds)) if (name.startsWith('past')) tensor.dispose();
    };
    for (let t = 0; t < count; t++) {
      feeds['lengths'] = session.host('int32', [B], new Int32Array(B).fill(t));
      feeds['total'] = session.host('int32', [], Int32Array.of(t + 1));
      const fetches: Record<string, OrtTensor | null> = { next: null, logprob: null };
      for (let i = 0; i < config.layers; i++)
        for (const part of ['Key', 'Value'])
          fetches[part.toLowerCase() + i] = session.inPlace ? feeds[`past${part}${i}`]! : null;
      const out = await session.session.run(feeds, fetches);
      results.push({ next: out['next']!, logprob: out['logprob']! });
      feeds['token'] = out['next']!;
      for (let i = 0; i < config.layers; i++)
        for (const part of ['Key', 'Value']) feeds[`past${part}${i}`] = out[part.toLowerCase() + i]!;
      if (pace && t % BLOCK === BLOCK - 1) {
        await session.settle();
        try {
          pace.step(t + 1, count);
        } catch (late) {
          // It would count as its memory in the next case.
          freeInputs();
          disposeAll(results);
          throw late;
        }
      }
    }
    await session.settle();
    freeInputs();
    return results;
  };
  const disposeAll = (results: readonly Record<'next' | 'logprob', OrtTensor>[]): void => {
    for (const { next, logprob } of results) for (const tensor of [next, logprob]) tensor.dispose();
  };

  return {
    prepare: async () => {
      session = await open(decodeGraph(task, place));
      disposeAll(await decode(FIRST_STEPS));
    },
    answer: async (pace) => {
      const results = await decode(steps, pace);
      const ids = new Float64Array(B * steps);
      const logprobs = new Float64Array(B * steps);
      for (const [t, { next, logprob }] of results.entries()) {
        const tokens = (await next.getData()) as Int32Array;
        const values = (await logprob.getData()) as Float32Array;
        for (let b = 0; b < B; b++) {
          ids[b * steps + t] = tokens[b]!;
          logprobs[b * steps + t] = values[b]!;
        }
      }
      disposeAll(results);
      return { ids, logprobs };
    },
    sample: async (repeats) => {
      for (let i = 0; i < repeats; i++) disposeAll(await decode(steps));
    },
    dispose: () => void session.dispose(),
  };
}
