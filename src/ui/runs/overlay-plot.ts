/** Several runs on one canvas, by uPlot. Draws what it is told; keyboard and words are OverlayChart's. */
import '../usable-language.ts';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { axisOf, FRAME, moveLine, pointedX } from '../charts/canvas-parts.ts';
import { chartColours, type ChartColours } from '../charts/colours.ts';
import { yRange } from '../charts/y-range.ts';
import { compactNumber, hasDots, type Strand } from './overlay.ts';
import { colourOf, dashOf } from './run-look.ts';

export interface OverlaySource {
  /** Fixed ends of the y axis; null follows the data. */
  readonly range: readonly [number | null, number | null];
  readonly print: (value: number) => string;
  /** x under the mouse, null when it left. */
  readonly onPoint: (x: number | null) => void;
}

/** Line, what it was before smoothing, and the two ends of its band. */
const SERIES = 4;

export class OverlayPlot {
  readonly #host: HTMLElement;
  readonly #source: OverlaySource;
  readonly #probe: HTMLElement;
  #colours: ChartColours;
  #plot: uPlot;
  #strands: readonly Strand[];
  #isFollowing = false;

  constructor(host: HTMLElement, source: OverlaySource, strands: readonly Strand[]) {
    this.#host = host;
    this.#source = source;
    this.#strands = strands;
    this.#colours = chartColours(host);
    this.#probe = document.createElement('span');
    host.append(this.#probe);
    this.#plot = this.#make();
  }

  /** New data, other runs, or other colours. */
  draw(strands: readonly Strand[]): void {
    const isSame =
      strands.length === this.#strands.length &&
      strands.every((strand, i) => {
        const before = this.#strands[i]!;
        return strand.experiment.lead.id === before.experiment.lead.id && strand.isSmoothed === before.isSmoothed;
      });
    this.#strands = strands;
    if (isSame) this.#plot.setData(this.#data());
    else this.recolour();
  }

  resize(width: number, height: number): void {
    this.#plot.setSize({ width, height });
  }

  recolour(): void {
    this.#colours = chartColours(this.#host);
    this.#plot.destroy();
    this.#plot = this.#make();
  }

  /** Moves the vertical line without telling `onPoint`. */
  follow(x: number | null): void {
    this.#isFollowing = true;
    moveLine(this.#plot, x);
    this.#isFollowing = false;
  }

  dispose(): void {
    this.#plot.destroy();
    this.#probe.remove();
  }

  #make(): uPlot {
    const { clientWidth: width, clientHeight: height } = this.#host;
    const colours = (): ChartColours => this.#colours;
    const { range, print } = this.#source;
    const options: uPlot.Options = {
      width,
      height,
      ...FRAME,
      scales: {
        x: { time: false, range: (_, __, high) => [0, high || 1] },
        y: { range: (_, low, high) => yRange(range, low, high) },
      },
      axes: [axisOf(colours, 20, 60, compactNumber), axisOf(colours, 42, 30, print)],
      series: [{}, ...this.#strands.flatMap((strand) => this.#series(strand))],
      bands: this.#strands.map((strand, i) => ({
        series: [SERIES * i + 4, SERIES * i + 3],
        fill: this.#colour(strand, 14),
      })),
      hooks: { setCursor: [(plot) => this.#pointed(plot)] },
    };
    return new uPlot(options, this.#data(), this.#host);
  }

  #series(strand: Strand): uPlot.Series[] {
    const { isSmoothed } = strand;
    const { lead } = strand.experiment;
    const whole = this.#colour(strand, 100);
    const curve: uPlot.Series = {
      stroke: whole,
      width: 2,
      dash: [...dashOf(lead)],
      points: { show: hasDots(strand), size: 5, fill: whole },
    };
    const ghost: uPlot.Series = {
      show: isSmoothed,
      stroke: this.#colour(strand, 30),
      width: 1,
      points: { show: false },
    };
    const end: uPlot.Series = { width: 0, points: { show: false } };
    return [curve, ghost, end, end];
  }

  /** A canvas takes plain colours only, so an element is asked what the run's colour is here. */
  #colour({ experiment }: Pick<Strand, 'experiment'>, percent: number): string {
    this.#probe.style.color = `color-mix(in srgb, ${colourOf(experiment.lead)} ${percent}%, transparent)`;
    return getComputedStyle(this.#probe).color;
  }

  #data(): uPlot.AlignedData {
    const gaps = (values: readonly number[]): (number | null)[] =>
      values.map((value) => (Number.isFinite(value) ? value : null));
    const tables = this.#strands.map(({ line, shown, low, high }): uPlot.AlignedData => [
      [...line.x],
      gaps(shown),
      gaps(line.mean),
      gaps(low),
      gaps(high),
    ]);
    return tables.length > 0 ? uPlot.join(tables) : [[]];
  }

  #pointed(plot: uPlot): void {
    if (!this.#isFollowing) this.#source.onPoint(pointedX(plot));
  }
}
