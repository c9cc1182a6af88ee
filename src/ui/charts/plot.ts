/**
 * One curve on a canvas, by uPlot. Draws what it is told when it is told; visibility, keyboard and words are LiveChart's.
 * Loaded when the first chart appears.
 */
import '../usable-language.ts';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Settings } from '../../core/settings.ts';
import type { RunHistory } from '../../store/history.ts';
import type { BandLayer } from './band-layer.ts';
import { axisOf, FRAME, moveLine, pointedX } from './canvas-parts.ts';
import type { ChartSpec } from './catalogue.ts';
import { chartData, columnsOf, MOST_POINTS } from './chart-data.ts';
import { chartColours, type ChartColours } from './colours.ts';
import { placeMarks } from './mark-labels.ts';
import { lastX } from './last-x.ts';
import { yRange } from './y-range.ts';

export interface PlotSource {
  readonly spec: ChartSpec;
  readonly history: RunHistory;
  readonly settings: () => Settings;
  /** x under the mouse, null when it left. */
  readonly onPoint: (x: number | null) => void;
}

export class LivePlot {
  readonly #source: PlotSource;
  readonly #host: HTMLElement;
  readonly #plot: uPlot;
  #colours: ChartColours;
  #isFollowing = false;
  /** Remembered, because asking the page for it at every redraw forces a layout. */
  #width: number;
  /** The finished seeds, once there are any; its code arrives then. */
  #layer: BandLayer | null = null;
  #isLoading = false;
  #isGone = false;

  constructor(host: HTMLElement, source: PlotSource, isLarge: boolean) {
    this.#host = host;
    this.#source = source;
    this.#colours = chartColours(host);
    this.#width = host.clientWidth;
    this.#plot = new uPlot(this.#options(isLarge), this.#data(), host);
  }

  draw(): void {
    if (this.#source.history.band && !this.#isLoading) void this.#loadLayer();
    this.#plot.setData(this.#data());
  }

  resize(width: number, height: number): void {
    this.#width = width;
    this.#plot.setSize({ width, height });
  }

  recolour(): void {
    this.#colours = chartColours(this.#host);
    this.#plot.redraw(true, true);
  }

  /** Moves the vertical line without telling `onPoint`. */
  follow(x: number | null): void {
    this.#isFollowing = true;
    moveLine(this.#plot, x);
    this.#isFollowing = false;
  }

  dispose(): void {
    this.#isGone = true;
    this.#plot.destroy();
  }

  async #loadLayer(): Promise<void> {
    this.#isLoading = true;
    const { BandLayer } = await import('./band-layer.ts');
    this.#layer = new BandLayer(this.#source);
    if (!this.#isGone) this.draw();
  }

  #yEnds(low: number | null, high: number | null): [number, number] {
    const { range } = this.#source.spec;
    return yRange(range, ...(this.#layer?.around(low, high, this.#width) ?? ([low, high] as const)));
  }

  #data(): uPlot.AlignedData {
    const { spec, history } = this.#source;
    return chartData(spec, history.tables[spec.table], this.#width);
  }

  #options(isLarge: boolean): uPlot.Options {
    const { spec, history } = this.#source;
    const { clientWidth: width, clientHeight: height } = this.#host;
    const colours = (): ChartColours => this.#colours;
    return {
      width,
      height,
      ...FRAME,
      scales: {
        x: { time: false, range: () => [0, lastX(spec, history)] },
        y: { range: (_, low, high) => this.#yEnds(low, high) },
      },
      axes: [
        axisOf(colours, 20, isLarge ? 70 : 50, (t) => (Number.isInteger(t) ? String(t) : '')),
        axisOf(colours, 38, isLarge ? 34 : 26, spec.range[1] === 1 ? spec.print : String),
      ],
      series: [{}, ...this.#series()],
      bands: spec.interval ? [{ series: [3, 2], fill: () => this.#colours.band }] : [],
      hooks: {
        // Under the curve: neither a guide nor a name may hide data.
        drawClear: [
          (plot) => this.#layer?.draw(plot, this.#width, this.#colours),
          (plot) => this.#drawGuides(plot),
          (plot) => this.#drawMarks(plot),
        ],
        draw: [(plot) => this.#drawWhiskers(plot)],
        setCursor: [(plot) => this.#pointed(plot)],
      },
    };
  }

  #series(): uPlot.Series[] {
    const { spec } = this.#source;
    const curve: uPlot.Series = {
      stroke: () => this.#colours.line,
      width: 2,
      spanGaps: true,
      points: {
        show: (plot) => spec.interval !== undefined && plot.data[0].length <= MOST_POINTS,
        size: 6,
        fill: () => this.#colours.line,
      },
    };
    const faint: uPlot.Series = {
      stroke: () => this.#colours.raw,
      width: spec.interval ? 0 : 1,
      points: { show: false },
    };
    return columnsOf(spec).map((_, i) => (i === 0 ? curve : faint));
  }

  #pointed(plot: uPlot): void {
    if (!this.#isFollowing) this.#source.onPoint(pointedX(plot));
  }

  #drawGuides(plot: uPlot): void {
    const { spec, history, settings } = this.#source;
    const { ctx, bbox } = plot;
    const pixel = uPlot.pxRatio;
    ctx.save();
    ctx.lineWidth = pixel;
    ctx.setLineDash([4 * pixel, 4 * pixel]);
    ctx.font = `${10 * pixel}px system-ui, sans-serif`;
    for (const { value, label } of spec.guides?.(history, settings()) ?? []) {
      const y = Math.round(plot.valToPos(value, 'y', true));
      if (y < bbox.top || y > bbox.top + bbox.height) continue;
      ctx.strokeStyle = this.#colours.guide;
      line(ctx, bbox.left, y, bbox.left + bbox.width, y);
      ctx.fillStyle = this.#colours.axis;
      ctx.textAlign = 'right';
      ctx.fillText(label, bbox.left + bbox.width - 2 * pixel, y - 4 * pixel);
    }
    ctx.restore();
  }

  /** Every change on every chart, by what the chart counts. */
  #drawMarks(plot: uPlot): void {
    const { spec, history } = this.#source;
    const { ctx, bbox } = plot;
    const pixel = uPlot.pxRatio;
    const at = history.marks.map(({ update, warmUpdate, short }) => ({
      x: Math.round(plot.valToPos(spec.table === 'warm' ? warmUpdate : update, 'x', true)),
      short,
    }));
    ctx.save();
    ctx.lineWidth = pixel;
    ctx.setLineDash([4 * pixel, 4 * pixel]);
    ctx.font = `${10 * pixel}px system-ui, sans-serif`;
    ctx.textAlign = 'left';
    ctx.strokeStyle = this.#colours.mark;
    ctx.fillStyle = this.#colours.axis;
    for (const { x, text, left, row } of placeMarks(
      at,
      bbox.left + bbox.width,
      (words) => ctx.measureText(words).width,
    )) {
      line(ctx, x, bbox.top, x, bbox.top + bbox.height);
      const y = bbox.top + (10 + 12 * row) * pixel;
      ctx.fillText(text, left, y);
    }
    ctx.restore();
  }

  #drawWhiskers(plot: uPlot): void {
    const [xs, , lows, highs] = plot.data;
    if (!this.#source.spec.interval || !lows || !highs || xs.length > MOST_POINTS) return;
    const { ctx } = plot;
    ctx.save();
    ctx.strokeStyle = this.#colours.line;
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = uPlot.pxRatio;
    xs.forEach((at: number, i: number) => {
      const [low, high] = [lows[i], highs[i]];
      if (low == null || high == null) return;
      const x = Math.round(plot.valToPos(at, 'x', true));
      line(ctx, x, plot.valToPos(low, 'y', true), x, plot.valToPos(high, 'y', true));
    });
    ctx.restore();
  }
}

function line(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
