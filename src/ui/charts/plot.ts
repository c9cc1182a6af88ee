/**
 * One curve on a canvas, by uPlot. Draws what it is told when it is told; visibility, keyboard and words are LiveChart's.
 * Loaded when the first chart appears.
 */
import './usable-language.ts';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Settings } from '../../core/settings.ts';
import type { RunHistory } from '../../store/history.ts';
import type { ChartSpec } from './catalogue.ts';
import { chartData, columnsOf } from './chart-data.ts';
import { chartColours, type ChartColours } from './colours.ts';
import { placeMarks } from './mark-labels.ts';

export interface PlotSource {
  readonly spec: ChartSpec;
  readonly history: RunHistory;
  readonly settings: () => Settings;
  /** x under the mouse, null when it left. */
  readonly onPoint: (x: number | null) => void;
}

/** Fewer updates than this still fill the axis, so that early curves do not stretch wildly. */
const LEAST_X = 10;
/** More points than this are a line; their own marks would only blur it. */
const MOST_POINTS = 48;
const FONT = '11px system-ui, sans-serif';

export class LivePlot {
  readonly #source: PlotSource;
  readonly #host: HTMLElement;
  readonly #plot: uPlot;
  #colours: ChartColours;
  #isFollowing = false;
  /** Remembered, because asking the page for it at every redraw forces a layout. */
  #width: number;

  constructor(host: HTMLElement, source: PlotSource, isLarge: boolean) {
    this.#host = host;
    this.#source = source;
    this.#colours = chartColours(host);
    this.#width = host.clientWidth;
    this.#plot = new uPlot(this.#options(isLarge), this.#data(), host);
  }

  draw(): void {
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
    this.#plot.setCursor(x === null ? { left: -10, top: -10 } : { left: this.#plot.valToPos(x, 'x'), top: 0 });
    this.#isFollowing = false;
  }

  dispose(): void {
    this.#plot.destroy();
  }

  #data(): uPlot.AlignedData {
    const { spec, history } = this.#source;
    return chartData(spec, history.tables[spec.table], this.#width);
  }

  /** Charts over updates share their x range, so that the common line stands at the same place in each. */
  #lastX(): number {
    const { spec, history } = this.#source;
    const ends = spec.table === 'warm' ? [history.tables.warm] : [history.tables.update, history.tables.evaluation];
    return Math.max(LEAST_X, ...ends.map((table) => table.at(table.length - 1, 0) || 0));
  }

  #options(isLarge: boolean): uPlot.Options {
    const { spec } = this.#source;
    const { clientWidth: width, clientHeight: height } = this.#host;
    const axis = (size: number, space: number, values: (ticks: number[]) => string[]): uPlot.Axis => ({
      stroke: () => this.#colours.axis,
      grid: { stroke: () => this.#colours.grid, width: 1 },
      ticks: { show: false },
      font: FONT,
      size,
      gap: 4,
      space,
      values: (_, ticks) => values(ticks),
    });
    return {
      width,
      height,
      padding: [8, 10, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [0, this.#lastX()] },
        y: { range: (_, low, high) => yRange(spec, low, high) },
      },
      axes: [
        axis(20, isLarge ? 70 : 50, (ticks) => ticks.map((t) => (Number.isInteger(t) ? String(t) : ''))),
        axis(38, isLarge ? 34 : 26, (ticks) => ticks.map(spec.range[1] === 1 ? spec.print : (t) => String(t))),
      ],
      series: [{}, ...this.#series()],
      bands: spec.interval ? [{ series: [3, 2], fill: () => this.#colours.band }] : [],
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { show: false },
      },
      hooks: {
        // Under the curve: neither a guide nor a name may hide data.
        drawClear: [(plot) => this.#drawGuides(plot), (plot) => this.#drawMarks(plot)],
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
    if (this.#isFollowing) return;
    const { idx } = plot.cursor;
    this.#source.onPoint(idx == null ? null : (plot.data[0][idx] ?? null));
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

/** Fixed ends where the chart has them, else a tenth of room around the data. */
function yRange({ range: [floor, ceiling] }: ChartSpec, low: number | null, high: number | null): [number, number] {
  const [a, b] = [floor ?? low ?? 0, ceiling ?? high ?? 1];
  const room = (b - a) * 0.1 || Math.abs(b) * 0.1 || 1;
  return [floor ?? a - room, ceiling ?? b + room];
}
