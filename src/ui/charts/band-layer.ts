/**
 * The finished seeds under a live curve: a dashed line for their mean, in the band from the lowest to the highest of them.
 * They stay the same while a seed trains, so they are drawn once, aside, and copied until the axes move.
 */
import uPlot from 'uplot';
import type { RunHistory } from '../../store/history.ts';
import type { BandLine } from '../../store/seed-band.ts';
import type { ChartSpec } from './catalogue.ts';
import type { ChartColours } from './colours.ts';
import { bandLineOf, SEEDS_DASH, thinBand, type ThinBand } from './thin-band.ts';

interface Source {
  readonly spec: ChartSpec;
  readonly history: RunHistory;
}

export class BandLayer {
  readonly #source: Source;
  readonly #aside = document.createElement('canvas');
  /** What stands on it. */
  #drawn: readonly unknown[] = [];
  #thin: { readonly of: BandLine; readonly width: number; readonly band: ThinBand } | null = null;

  constructor(source: Source) {
    this.#source = source;
  }

  /** The ends of a curve, moved so far apart that the band fits between them. `width` in pixels. */
  around(low: number | null, high: number | null, width: number): readonly [number | null, number | null] {
    const band = this.#band(width);
    const ends = [low, high, band?.bottom, band?.top].filter((end) => end != null);
    return ends.length === 0 ? [null, null] : [Math.min(...ends), Math.max(...ends)];
  }

  draw(plot: uPlot, width: number, colours: ChartColours): void {
    const band = this.#band(width);
    if (!band || band.x.length === 0) return;
    const { canvas } = plot.ctx;
    const { x, y } = plot.scales;
    const now = [band, x?.min, x?.max, y?.min, y?.max, canvas.width, canvas.height, colours];
    if (now.some((part, i) => part !== this.#drawn[i])) {
      this.#drawn = now;
      this.#aside.width = canvas.width;
      this.#aside.height = canvas.height;
      paint(this.#aside.getContext('2d')!, plot, band, colours);
    }
    plot.ctx.drawImage(this.#aside, 0, 0);
  }

  #band(width: number): ThinBand | null {
    const { spec, history } = this.#source;
    const of = bandLineOf(spec, history);
    if (!of) return null;
    if (this.#thin?.of !== of || this.#thin.width !== width) this.#thin = { of, width, band: thinBand(of, width) };
    return this.#thin.band;
  }
}

function paint(ctx: CanvasRenderingContext2D, plot: uPlot, band: ThinBand, colours: ChartColours): void {
  const pixel = uPlot.pxRatio;
  const xs = band.x.map((at) => plot.valToPos(at, 'x', true));
  const trace = (values: readonly number[], from: number, to: number, step: number): void => {
    for (let i = from; i !== to; i += step) ctx.lineTo(xs[i]!, plot.valToPos(values[i]!, 'y', true));
  };
  ctx.beginPath();
  trace(band.high, 0, xs.length, 1);
  trace(band.low, xs.length - 1, -1, -1);
  ctx.fillStyle = colours.seedBand;
  ctx.fill();
  ctx.beginPath();
  trace(band.mean, 0, xs.length, 1);
  ctx.strokeStyle = colours.seeds;
  ctx.lineWidth = 1.5 * pixel;
  ctx.setLineDash(SEEDS_DASH.map((length) => length * pixel));
  ctx.stroke();
}
