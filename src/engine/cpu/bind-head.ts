/**
 * Bindings of the vocabulary-wide kernels. WebAssembly walks over the logits; what happens once a row stays the
 * TypeScript of the twins, between the passes, so that each formula stands in one place.
 */
import { HYPER, policyLoss, rowStatistics } from '../kernels/head.ts';
import { CONTROL, SETTINGS, stateOffset, type StateField } from '../kernels/sample-state.ts';
import { sampleChunks } from '../kernels/sample.ts';
import { TOKEN, tokenLoss } from '../kernels/token-loss.ts';
import type { Reals } from '../tensor.ts';
import { entry } from './binding.ts';

/** Floats a row of `moments` (max logit, s, w, mean of the top J less max) and of `gradient` takes in scratch. */
const MOMENTS = 4;
const GRADIENT = 5;

export const headBindings = [
  entry(rowStatistics, {
    scratch: ({ M, J }) => M * MOMENTS + J,
    bind: (wasm, { M, V, J }, { pointers, views, scratch }) => {
      const [logits, target, hyper, out] = views as [Reals, Uint32Array, Reals, Reals];
      const moments = scratch.view;
      return () => {
        const temperature = hyper[HYPER.temperature]!;
        wasm.rowMoments(M, V, temperature, pointers[0]!, scratch.pointer);
        wasm.rowTops(M, V, Math.min(J, V), pointers[0]!, scratch.pointer, scratch.pointer + M * MOMENTS * 4);
        for (let m = 0; m < M; m++) {
          const max = moments[m * MOMENTS]!;
          const s = moments[m * MOMENTS + 1]!;
          const logS = Math.log(s);
          const y = target[m]!;
          out[4 * m] = y < V ? (logits[m * V + y]! - max) / temperature - logS : 0;
          out[4 * m + 1] = logS - moments[m * MOMENTS + 2]! / s;
          out[4 * m + 2] = logS - moments[m * MOMENTS + 3]! / temperature;
          out[4 * m + 3] = 1 / s;
        }
      };
    },
  }),
  entry(policyLoss, {
    scratch: ({ M }) => M * (MOMENTS + GRADIENT),
    bind: (wasm, { M, V }, { pointers, views, scratch }) => {
      const [logits, target, token, hyper, out] = views as [Reals, Uint32Array, Reals, Reals, Reals];
      const moments = scratch.view;
      const gradient = moments.subarray(M * MOMENTS);
      return () => {
        const temperature = hyper[HYPER.temperature]!;
        wasm.rowMoments(M, V, temperature, pointers[0]!, scratch.pointer);
        gradient.fill(0);
        out.fill(0);
        for (let m = 0; m < M; m++) {
          const y = target[m]!;
          const weight = token[4 * m + TOKEN.weight]!;
          if (weight === 0 || y >= V) continue;
          const max = moments[m * MOMENTS]!;
          const s = moments[m * MOMENTS + 1]!;
          const logS = Math.log(s);
          const logprob = (logits[m * V + y]! - max) / temperature - logS;
          const entropy = logS - moments[m * MOMENTS + 2]! / s;
          const loss = tokenLoss(logprob, entropy, token, 4 * m, hyper);
          const g = m * GRADIENT;
          gradient[g] = max;
          gradient[g + 1] = logS;
          gradient[g + 2] = entropy;
          gradient[g + 3] = (weight / temperature) * loss.byLogprob;
          gradient[g + 4] = (weight / temperature) * loss.byEntropy;
          out[8 * m] = logprob;
          out[8 * m + 1] = entropy;
          out[8 * m + 2] = weight * loss.total;
          out[8 * m + 3] = weight * loss.policy;
          out[8 * m + 4] = loss.k3;
          out[8 * m + 5] = loss.k1;
          out[8 * m + 6] = loss.clipped;
          out[8 * m + 7] = loss.ratio;
        }
        wasm.lossGradient(M, V, temperature, pointers[0]!, pointers[1]!, scratch.pointer + M * MOMENTS * 4);
      };
    },
  }),
  entry(sampleChunks, {
    bind: (wasm, { B, V }, { pointers, views }) => {
      const [, settings, control, state, pieces] = views as [Reals, Reals, Uint32Array, Uint32Array, Reals];
      const row = pieces.length / B;
      return () => {
        const field = (name: StateField, b: number): number => state[stateOffset(name, B) + b]!;
        for (let b = 0; b < B; b++) {
          if (field('done', b) !== 0) {
            pieces.fill(0, b * row, (b + 1) * row);
            continue;
          }
          wasm.sampleRow(
            V,
            settings[SETTINGS.temperature]!,
            control[CONTROL.greedy] === 0 ? 0 : 1,
            field('generated', b),
            (field('turn', b) << 8) | field('attempt', b),
            field('episode', b),
            control[CONTROL.seed]!,
            control[CONTROL.stream]!,
            pointers[0]! + b * V * 4,
            pointers[4]! + b * row * 4,
          );
        }
      };
    },
  }),
];
