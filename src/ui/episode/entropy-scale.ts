/** How strongly a token is tinted for its entropy. The range is fixed, so that colours mean the same all through a run. */

/** Nats; e² ≈ 7 equally likely words. Higher is drawn as this. */
export const FULL_ENTROPY = 2;

/** 0..100, the share of the tint colour mixed into the surface (in OKLab, where equal shares look like equal steps). */
export function tint(entropy: number): number {
  if (!(entropy > 0)) return 0;
  return Math.round(Math.min(1, entropy / FULL_ENTROPY) * 100);
}
