/** How strongly a value is tinted: by its place between the ends, or by its distance from nought. Must not draw. */

export interface Tint {
  (value: number): { readonly strength: number; readonly side: 'more' | 'less' };
  readonly low: number;
  readonly high: number;
  readonly isDiverging: boolean;
}

/** Full strength is 100. Differences share one scale on both sides, so that equal tints mean equal distances. */
export function tintOf(values: readonly number[], isDiverging: boolean): Tint {
  const finite = values.filter(Number.isFinite);
  const most = Math.max(...finite.map(Math.abs));
  const [low, high] = isDiverging ? [-most, most] : [Math.min(...finite), Math.max(...finite)];
  const strengthOf = (value: number): number => {
    if (!Number.isFinite(value) || high === low) return 0;
    const share = isDiverging ? Math.abs(value) / most : (value - low) / (high - low);
    return Math.round(100 * share);
  };
  const tint = (value: number) =>
    ({ strength: strengthOf(value), side: value < 0 && isDiverging ? 'less' : 'more' }) as const;
  return Object.assign(tint, { low, high, isDiverging });
}
