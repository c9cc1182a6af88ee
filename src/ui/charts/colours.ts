/** The page's colour tokens as colours a canvas understands, for the present theme. */

const NAMES = {
  line: 'var(--series-1)',
  raw: 'color-mix(in srgb, var(--series-1) 32%, transparent)',
  band: 'color-mix(in srgb, var(--series-1) 13%, transparent)',
  seeds: 'var(--series-3)',
  seedBand: 'color-mix(in srgb, var(--series-3) 18%, transparent)',
  axis: 'var(--muted)',
  grid: 'color-mix(in srgb, var(--line) 75%, transparent)',
  guide: 'var(--line-strong)',
  mark: 'var(--series-2)',
} as const;

export type ChartColours = Readonly<Record<keyof typeof NAMES, string>>;

/** light-dark() and color-mix() only become plain colours on an element, so one is asked. */
export function chartColours(host: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  host.append(probe);
  const style = getComputedStyle(probe);
  const colours = Object.fromEntries(
    Object.entries(NAMES).map(([name, value]) => {
      probe.style.color = value;
      return [name, style.color];
    }),
  );
  probe.remove();
  return colours as unknown as ChartColours;
}
