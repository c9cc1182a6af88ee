/**
 * The policy-gradient step of N tokens over V: log-probability, entropy, clipped ratio, KL penalty, and the gradient; from
 * logits that are there already, or from hidden rows of width D, as in training.
 */
import type { Case } from '../contest.ts';
import type { Scale } from '../scale.ts';
import { integers, normals, type PolicyTask } from '../tasks.ts';
import { within } from './difference.ts';

const SIZES: Readonly<Record<Scale, readonly (readonly [N: number, V: number, D: number])[]>> = {
  tiny: [
    [64, 32, 0],
    [64, 32, 16],
  ],
  small: [
    [4096, 512, 0],
    [4096, 4096, 0],
    [4096, 4096, 64],
  ],
  full: [
    [4096, 512, 0],
    [4096, 4096, 0],
    [4096, 4096, 64],
    [4096, 4096, 256],
    [16_384, 2048, 0],
  ],
};

/** Products: logits, and gradients of rows and matrix. */
const productFlops = (N: number, V: number, D: number): number => 6 * N * V * D;

function taskOf(N: number, V: number, D: number): PolicyTask {
  const label = `policy ${N} ${V} ${D}`;
  const oldLogprob = normals(N, 0.3, `old ${label}`).map((x) => x - Math.log(V));
  const shift = normals(N, 0.1, `reference ${label}`);
  return {
    N,
    V,
    D,
    input: D > 0 ? normals(N * D, 1, `rows ${label}`) : normals(N * V, 0.5, `logits ${label}`),
    matrix: normals(V * D, 0.5 / Math.sqrt(Math.max(D, 1)), `matrix ${label}`),
    target: integers(N, V, `targets ${label}`),
    advantage: normals(N, 1, `advantage ${label}`),
    oldLogprob,
    refLogprob: oldLogprob.map((x, i) => x + shift[i]!),
  };
}

export const policyCases = (scale: Scale): Case<'policy'>[] =>
  SIZES[scale].map(([N, V, D]) => ({
    benchmark: 'policy',
    size: D > 0 ? `${N}×${V} from D ${D}` : `${N}×${V}`,
    unit: 'step',
    units: 1,
    repeats: 20,
    flops: productFlops(N, V, D),
    bytes: 0,
    task: () => taskOf(N, V, D),
    // Gradients are of size |advantage| / N, at most 5 / N; those of the matrix add up to N of them.
    disagreement: within({ loss: 1e-4, gradient: 1e-4 / N, ...(D > 0 ? { matrixGradient: 1e-4 / Math.sqrt(N) } : {}) }),
  }));
