/**
 * Draws a figure as one SVG file: vector, without scripts, links or fonts of its own. Same figure, same text. Must not touch
 * the page: text is measured by its length, which is good enough to keep labels apart.
 */
import { placeMarks } from '../mark-labels.ts';
import { ticksOf, type Band, type Column, type Curve, type Figure, type Ink, type LegendEntry } from './figure.ts';
import { escaped, fill, num, openingOf, tag, type Attributes } from './svg-tag.ts';

const MARGIN = 14;
const TITLE_SIZE = 15;
const TEXT_SIZE = 11;
/** Room for the rotated name and the numbers of the y axis. */
const LEFT = 62;
const RIGHT = 18;
const LEGEND_ROW = 17;
const LEGEND_STROKE = 22;
const BELOW = 40;
/** A line or a point that lies on the edge of the plot is seen whole. */
const OVER = 4;

/** About as wide as an average letter of the fonts above. */
const widthOf = (text: string, size = TEXT_SIZE): number => text.length * size * 0.56;

const group = (name: string, more: Attributes, parts: readonly string[]): string =>
  parts.length === 0 ? '' : `${tag('g', { class: name, ...more }, `\n${parts.join('\n')}\n`)}\n`;

const stroke = ({ hex, alpha }: Ink, width: number, dash: readonly number[] = []): Attributes => ({
  fill: 'none',
  stroke: hex,
  'stroke-width': width,
  ...(alpha < 1 && { 'stroke-opacity': alpha }),
  ...(dash.length > 0 && { 'stroke-dasharray': dash.join(' ') }),
});
const words = (text: string, x: number, y: number, ink: Ink, more: Attributes = {}): string =>
  tag('text', { x, y, ...fill(ink), ...more }, escaped(text));

/** Pixels of the plot and the way there. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly px: (x: number) => number;
  readonly py: (y: number) => number;
}

export function svgOf(figure: Figure): string {
  const { width, plotHeight, title, description, paper, x, y } = figure;
  const rows = legendRows(figure.legend, width - 2 * MARGIN);
  const top = MARGIN + TITLE_SIZE + 8 + rows.length * LEGEND_ROW + 6;
  const bottom = top + plotHeight;
  const height = bottom + BELOW;
  const right = width - RIGHT;
  const frame: Frame = {
    left: LEFT,
    right,
    top,
    bottom,
    px: (at) => LEFT + ((at - x.low) / (x.high - x.low || 1)) * (right - LEFT),
    py: (at) => bottom - ((at - y.low) / (y.high - y.low || 1)) * plotHeight,
  };
  const whole = { x: LEFT - OVER, y: top - OVER, width: right - LEFT + 2 * OVER, height: plotHeight + 2 * OVER };
  const clip = tag('clipPath', { id: 'plot' }, tag('rect', whole));
  const inside = { 'clip-path': 'url(#plot)' };
  return [
    openingOf(width, height, TEXT_SIZE, title, description),
    `${tag('defs', {}, clip)}\n`,
    `${tag('rect', { class: 'paper', width, height, ...fill(paper.background) })}\n`,
    `${words(title, MARGIN, MARGIN + TITLE_SIZE - 3, paper.text, { 'font-size': TITLE_SIZE, 'font-weight': 600 })}\n`,
    group(
      'legend',
      {},
      rows.flatMap((row, i) => legendRow(row, MARGIN + TITLE_SIZE + 16 + i * LEGEND_ROW, paper.text)),
    ),
    ...axes(figure, frame),
    group('guides', {}, guides(figure, frame)),
    group('marks', {}, marks(figure, frame)),
    group(
      'bands',
      inside,
      figure.bands.flatMap((band) => bandPath(band, frame)),
    ),
    group(
      'curves',
      inside,
      figure.curves.flatMap((curve) => curvePath(curve, frame)),
    ),
    group(
      'whiskers',
      inside,
      figure.bands.flatMap((band) => whiskers(band, frame)),
    ),
    '</svg>\n',
  ].join('');
}

function legendRows(legend: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let used = Infinity;
  for (const entry of legend) {
    const size = entryWidth(entry);
    if (used + size > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(entry);
    used += size;
  }
  return rows;
}

const entryWidth = ({ name }: LegendEntry): number => LEGEND_STROKE + 6 + widthOf(name) + 16;

function legendRow(row: readonly LegendEntry[], y: number, text: Ink): string[] {
  let x = MARGIN;
  return row.flatMap((entry) => {
    const from = x;
    x += entryWidth(entry);
    const line = { x1: from, x2: from + LEGEND_STROKE, y1: y - 4, y2: y - 4 };
    return [
      tag('line', { ...line, ...stroke(entry.ink, entry.width, entry.dash) }),
      words(entry.name, from + LEGEND_STROKE + 6, y, text),
    ];
  });
}

function axes({ x, y, paper, plotHeight }: Figure, { left, right, top, bottom, px, py }: Frame): string[] {
  const across = ticksOf(x, right - left);
  const up = ticksOf(y, plotHeight);
  return [
    group('grid', {}, [
      ...across.map((at) => tag('line', { x1: px(at), x2: px(at), y1: top, y2: bottom, ...stroke(paper.grid, 1) })),
      ...up.map((at) => tag('line', { x1: left, x2: right, y1: py(at), y2: py(at), ...stroke(paper.grid, 1) })),
    ]),
    group('x-axis', { 'text-anchor': 'middle' }, [
      ...across.map((at) => words(x.print(at), px(at), bottom + 15, paper.muted)),
      words(x.label, (left + right) / 2, bottom + 32, paper.muted),
    ]),
    group('y-axis', { 'text-anchor': 'end' }, [
      ...up.map((at) => words(y.print(at), left - 6, py(at) + 4, paper.muted)),
      words(y.label, 0, 0, paper.muted, {
        'text-anchor': 'middle',
        transform: `translate(${num(MARGIN + 6)} ${num((top + bottom) / 2)}) rotate(-90)`,
      }),
    ]),
  ];
}

function guides(figure: Figure, { left, right, top, bottom, py }: Frame): string[] {
  return figure.guides.flatMap(({ value, label }) => {
    const y = py(value);
    if (!(y >= top && y <= bottom)) return [];
    return [
      tag('line', { x1: left, x2: right, y1: y, y2: y, ...stroke(figure.paper.guide, 1, [4, 4]) }),
      words(label, right - 2, y - 4, figure.paper.muted, { 'text-anchor': 'end' }),
    ];
  });
}

function marks({ marks: all, paper }: Figure, { left, right, top, bottom, px }: Frame): string[] {
  const at = all
    .map((mark) => ({ x: px(mark.x), short: mark.short }))
    .filter((mark) => mark.x >= left && mark.x <= right);
  return placeMarks(at, right, widthOf).flatMap(({ x, text, left: from, row }) => [
    tag('line', { x1: x, x2: x, y1: top, y2: bottom, ...stroke(paper.mark, 1, [4, 4]) }),
    ...(text ? [words(text, from, top + 10 + 12 * row, paper.muted)] : []),
  ]);
}

/** Stretches of points without a gap. */
function stretches(x: readonly number[], ...columns: readonly Column[]): number[][] {
  const found: number[][] = [[]];
  for (const i of x.keys())
    if (columns.every((column) => column[i] != null)) found.at(-1)!.push(i);
    else if (found.at(-1)!.length > 0) found.push([]);
  return found.filter((one) => one.length > 0);
}

const pathOf = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${num(x)} ${num(y)}`).join('');

function curvePath({ x, y, ink, width, dash, dots }: Curve, { px, py }: Frame): string[] {
  const lines = stretches(x, y).map((part) => pathOf(part.map((i) => [px(x[i]!), py(y[i]!)])));
  const look = { ...stroke(ink, width, dash), 'stroke-linejoin': 'round' };
  const points = dots > 0 ? stretches(x, y).flat() : [];
  return [
    ...(lines.length > 0 ? [tag('path', { d: lines.join(''), ...look })] : []),
    ...points.map((i) => tag('circle', { cx: px(x[i]!), cy: py(y[i]!), r: dots, ...fill(ink) })),
  ];
}

function bandPath({ x, low, high, ink }: Band, { px, py }: Frame): string[] {
  return stretches(x, low, high).map((part) => {
    const lower = part.map((i) => [px(x[i]!), py(low[i]!)] as const);
    const upper = part.map((i) => [px(x[i]!), py(high[i]!)] as const);
    return tag('path', { d: `${pathOf([...upper, ...lower.toReversed()])}Z`, ...fill(ink) });
  });
}

function whiskers({ x, low, high, whiskers: ink }: Band, { px, py }: Frame): string[] {
  if (!ink) return [];
  return stretches(x, low, high)
    .flat()
    .map((i) => tag('line', { x1: px(x[i]!), x2: px(x[i]!), y1: py(low[i]!), y2: py(high[i]!), ...stroke(ink, 1) }));
}
