/**
 * Top-k and top-p as one threshold on the logits, found by bisection over the ordered f32 numbers instead of a sort: the
 * plain TypeScript of what shaders/sample_merge.wgsl does. Must not draw.
 */
import type { Reals } from '../tensor.ts';

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);
/** The f32 whose order-preserving u32 is `ordinal`: larger ordinal, larger number. */
function fromOrdinal(ordinal: number): number {
  bits[0] = ordinal >= 0x80000000 ? ordinal ^ 0x80000000 : ~ordinal;
  return float[0]!;
}
const FINITE = 0xff7fffff;
const LOWEST = 0x00800000;

/** The largest f32 t for which `enough(t)` holds; `enough` must hold at -3.4e38 and never again once it fails. */
function largestThreshold(enough: (threshold: number) => boolean): number {
  let low = LOWEST;
  let high = FINITE;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (enough(fromOrdinal(middle))) low = middle;
    else high = middle - 1;
  }
  return fromOrdinal(low);
}

/**
 * Logits below the result are cut. top-k keeps the k largest; top-p then keeps the fewest of these whose mass reaches
 * p of theirs; equal logits share their fate. k = 0 and p >= 1 keep everything.
 */
export function truncationThreshold(
  logits: Reals,
  at: number,
  V: number,
  temperature: number,
  topK: number,
  topP: number,
): number {
  let threshold = -Infinity;
  if (topK > 0 && topK < V)
    threshold = largestThreshold((t) => {
      let kept = 0;
      for (let j = 0; j < V; j++) if (logits[at + j]! >= t) kept++;
      return kept >= topK;
    });
  if (topP < 1) {
    let max = -Infinity;
    for (let j = 0; j < V; j++) max = Math.max(max, logits[at + j]!);
    const massFrom = (t: number): number => {
      let mass = 0;
      for (let j = 0; j < V; j++)
        if (logits[at + j]! >= t && logits[at + j]! >= threshold)
          mass += Math.exp((logits[at + j]! - max) / temperature);
      return mass;
    };
    const wanted = topP * massFrom(threshold);
    threshold = Math.max(
      threshold,
      Math.min(
        max,
        largestThreshold((t) => massFrom(t) >= wanted),
      ),
    );
  }
  return threshold;
}
