/** The page's colours as inks of a figure, for the present theme. Asks an element, as colours.ts does. */
import { chartColours } from '../colours.ts';
import type { Ink, Paper } from './figure.ts';
import type { LiveInks } from './live-figure.ts';

/** What getComputedStyle says a colour is: "rgb(…)" or, of a mixture, "color(srgb …)". */
export function inkOf(computed: string): Ink {
  const [r = 0, g = 0, b = 0, alpha = 1] = [...computed.matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(([number]) =>
    Number(number),
  );
  const scale = computed.startsWith('color(') ? 255 : 1;
  const byte = (part: number): string =>
    Math.round(Math.min(255, Math.max(0, part * scale)))
      .toString(16)
      .padStart(2, '0');
  return { hex: `#${byte(r)}${byte(g)}${byte(b)}`, alpha: Math.min(1, alpha) };
}

/** Any CSS colour as it is inside `host`. */
export function inkIn(host: Element, css: string): Ink {
  const probe = document.createElement('span');
  probe.style.color = css;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return inkOf(color);
}

/** Everything of a figure but its data, and the colours of a live chart's curves. */
export function inksOf(host: HTMLElement): { readonly paper: Paper; readonly live: LiveInks } {
  const { line, raw, band, seeds, seedBand, axis, grid, guide, mark } = chartColours(host);
  return {
    paper: {
      background: inkIn(host, 'var(--surface)'),
      text: inkIn(host, 'var(--text)'),
      muted: inkOf(axis),
      grid: inkOf(grid),
      guide: inkOf(guide),
      mark: inkOf(mark),
    },
    live: {
      line: inkOf(line),
      raw: inkOf(raw),
      band: inkOf(band),
      seeds: inkOf(seeds),
      seedBand: inkOf(seedBand),
    },
  };
}
