/**
 * The tokens of the episode under way as they come, on a canvas: M, the window mean of Δ with ε across it, the words. Keeps
 * the newest few hundred in a ring and draws when told to; React and the worker are LiveStrip's.
 */
import { Ring } from '../../core/ring.ts';
import type { ThinkingRule } from '../../engine/kernels/intervention.ts';
import type { Response } from '../../rollout/trajectory.ts';
import { chartColours, type ChartColours } from '../charts/colours.ts';
import { logShare, thresholdSetting } from './plot-scale.ts';
import { signalsOf } from './token-numbers.ts';

/** CSS pixels. */
const COLUMN = 18;
const GAP = 6;
const CURVE = 64;
const WORD = 66;
export const STRIP_HEIGHT = 2 * CURVE + 2 * GAP + WORD;
/** More than the widest page shows. */
const KEPT = 256;

const EPSILON = thresholdSetting('epsilon');
const KINDS = ['other', 'think', 'action'] as const;
const AT = { M: 0, mean: 1, kind: 2, turn: 3, mark: 4, id: 5 } as const;
const MARK = { none: 0, cut: 1, peak: 2, limit: 3 } as const;

export class LiveStripPlot {
  readonly #ring = new Ring(Object.keys(AT).length, KEPT);
  readonly #canvas: HTMLCanvasElement;
  #words: readonly string[] = [];
  #colours: ChartColours;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#colours = chartColours(canvas.parentElement!);
  }

  /** `turn` from 0. */
  push(response: Response, turn: number, words: readonly string[], rule: ThinkingRule): void {
    this.#words = words;
    const { kinds, windowMean, peakAt, minThinkAt } = signalsOf(response, words, rule);
    const markOf = (t: number): number =>
      t === response.firedAt ? MARK.cut : t === peakAt ? MARK.peak : t === minThinkAt ? MARK.limit : MARK.none;
    for (let t = 0; t < response.ids.length; t++)
      this.#ring.push([
        response.uncertainty[t]!,
        logShare(EPSILON, windowMean[t]!),
        KINDS.indexOf(kinds[t]!),
        // Only the first token of a turn names it.
        t === 0 ? turn : NaN,
        markOf(t),
        response.ids[t]!,
      ]);
  }

  clear(): void {
    this.#ring.clear();
  }

  recolour(): void {
    this.#colours = chartColours(this.#canvas.parentElement!);
  }

  draw(epsilon: number): void {
    const width = this.#canvas.clientWidth;
    const context = this.#canvas.getContext('2d');
    if (!context || width === 0) return;
    const scale = devicePixelRatio;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(STRIP_HEIGHT * scale);
    context.scale(scale, scale);
    const columns = Math.min(this.#ring.length, Math.floor(width / COLUMN));
    const from = this.#ring.length - columns;
    const cell = (i: number, column: number): number => this.#ring.at(from + i, column);
    this.#drawGround(context, width, columns, cell);
    this.#drawCurve(context, columns, (i) => GAP + CURVE * (1 - cell(i, AT.M)));
    this.#drawCurve(context, columns, (i) => 2 * GAP + CURVE * (2 - cell(i, AT.mean)));
    const y = 2 * GAP + CURVE * (2 - logShare(EPSILON, epsilon));
    context.strokeStyle = this.#colours.mark;
    context.setLineDash([5, 3]);
    stroke(context, 0, y, width, y);
    context.setLineDash([]);
    context.fillStyle = this.#colours.axis;
    context.fillText('ε', width - 10, y - 3);
    this.#drawWords(context, columns, cell);
  }

  #drawGround(context: CanvasRenderingContext2D, width: number, columns: number, cell: Cell): void {
    context.font = '10px system-ui, sans-serif';
    context.lineWidth = 1;
    context.strokeStyle = this.#colours.grid;
    for (const y of [GAP, GAP + CURVE, 2 * GAP + CURVE, 2 * GAP + 2 * CURVE]) stroke(context, 0, y, width, y);
    for (let i = 0; i < columns; i++) {
      const x = i * COLUMN;
      if (cell(i, AT.kind) === 2) {
        context.fillStyle = this.#colours.band;
        context.fillRect(x, GAP, COLUMN, 2 * CURVE + GAP);
      }
      if (!Number.isNaN(cell(i, AT.turn))) {
        context.strokeStyle = this.#colours.guide;
        stroke(context, x, 0, x, STRIP_HEIGHT);
        context.fillStyle = this.#colours.axis;
        context.fillText(`turn ${cell(i, AT.turn) + 1}`, x + 3, GAP + 10);
      }
      this.#drawMark(context, x + COLUMN / 2, cell(i, AT.mark));
    }
  }

  /** A cut is a full line, the peak and L_min are ticks with their name. */
  #drawMark(context: CanvasRenderingContext2D, x: number, mark: number): void {
    if (mark === MARK.none) return;
    context.strokeStyle = mark === MARK.cut ? this.#colours.mark : this.#colours.guide;
    context.lineWidth = mark === MARK.cut ? 2 : 1;
    stroke(context, x, mark === MARK.cut ? GAP : GAP + CURVE, x, 2 * GAP + 2 * CURVE);
    context.lineWidth = 1;
    context.fillStyle = this.#colours.axis;
    const [text, y] =
      mark === MARK.cut
        ? ['cut', GAP + 22]
        : mark === MARK.peak
          ? ['peak', 2 * GAP + CURVE + 10]
          : ['L_min', 2 * GAP + CURVE + 22];
    context.fillText(text, x + 3, y);
  }

  #drawCurve(context: CanvasRenderingContext2D, columns: number, y: (i: number) => number): void {
    context.strokeStyle = this.#colours.line;
    context.lineWidth = 2;
    context.beginPath();
    let isOn = false;
    for (let i = 0; i < columns; i++) {
      const at = y(i);
      if (!Number.isNaN(at)) {
        if (isOn) context.lineTo((i + 0.5) * COLUMN, at);
        else context.moveTo((i + 0.5) * COLUMN, at);
      }
      isOn = !Number.isNaN(at);
    }
    context.stroke();
    context.lineWidth = 1;
  }

  #drawWords(context: CanvasRenderingContext2D, columns: number, cell: Cell): void {
    context.font = '11px ui-monospace, Menlo, Consolas, monospace';
    context.textBaseline = 'middle';
    for (let i = 0; i < columns; i++) {
      context.save();
      context.translate((i + 0.5) * COLUMN, 2 * CURVE + 3 * GAP);
      context.rotate(Math.PI / 2);
      context.fillStyle = cell(i, AT.kind) === 2 ? this.#colours.line : this.#colours.axis;
      context.fillText(this.#words[cell(i, AT.id)] ?? '', 0, 0, WORD - GAP);
      context.restore();
    }
    context.textBaseline = 'alphabetic';
  }
}

type Cell = (i: number, column: number) => number;

function stroke(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
