/**
 * A figure of the page as one SVG file: its texts, coloured boxes and drawings where they stand, with the colours of the
 * present theme written out. For figures that are tables or mix text with drawings; what `data-page-only` marks stays out.
 * Must not change the page.
 */
import type { Ink } from './figure.ts';
import { inkIn } from './ink.ts';
import { escaped, fill, FONT, num, openingOf, tag, type Attributes } from './svg-tag.ts';

const MARGIN = 14;
const TITLE_SIZE = 15;
const TEXT_SIZE = 11;
const ABOVE = MARGIN + TITLE_SIZE + 14;
/** How much of a line of text is below its baseline, in the fonts of the page: 0.18 to 0.21. */
const BELOW_BASELINE = 0.2;

/** Shapes, and what of their look may come from a style sheet. */
const SHAPES = new Set(['line', 'polyline', 'path', 'rect', 'circle', 'text']);
const GEOMETRY = ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'd', 'points', 'text-anchor'];
const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };

interface Place {
  readonly left: number;
  readonly top: number;
}

/** Colours as inks; many elements share few. */
type Inks = (css: string) => Ink;

export function seenSvg(figure: HTMLElement, title: string): string {
  const scrolled = [...figure.querySelectorAll('*')].filter(({ scrollLeft }) => scrollLeft !== 0);
  const before = scrolled.map((element) => element.scrollLeft);
  // What is scrolled aside would stand beside its caption.
  for (const element of scrolled) element.scrollLeft = 0;
  try {
    return drawn(figure, title);
  } finally {
    scrolled.forEach((element, i) => (element.scrollLeft = before[i]!));
  }
}

function drawn(figure: HTMLElement, title: string): string {
  const known = new Map<string, Ink>();
  const inks: Inks = (css) => {
    // Mixtures come as oklab(…), which a reader of SVG need not know.
    if (!known.has(css)) known.set(css, inkIn(figure, `color-mix(in srgb, ${css} 100%, transparent)`));
    return known.get(css)!;
  };
  const { left, top } = figure.getBoundingClientRect();
  const origin = { left: left - MARGIN, top: top - ABOVE };
  const parts = [...partsOf(figure, origin, inks)];
  const ends = [figure, ...figure.querySelectorAll('table, svg')].map((one) => one.getBoundingClientRect());
  const widest = Math.max(MARGIN + titleWidth(title), ...ends.map(({ right }) => right - origin.left));
  const width = Math.ceil(widest + MARGIN);
  const shown = [...figure.children].filter(isSeen).map((one) => one.getBoundingClientRect().bottom);
  const height = Math.ceil(Math.max(...shown) - origin.top + MARGIN);
  const caption = figure.querySelector('figcaption, caption')?.textContent ?? '';
  const heading = { x: MARGIN, y: MARGIN + TITLE_SIZE - 3, 'font-size': TITLE_SIZE, 'font-weight': 600 };
  return [
    openingOf(width, height, TEXT_SIZE, title, caption),
    tag('rect', { class: 'paper', width, height, ...fill(inks('var(--surface)')) }),
    tag('text', { ...heading, ...fill(inks('var(--text)')) }, escaped(title)),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function titleWidth(title: string): number {
  const context = document.createElement('canvas').getContext('2d')!;
  context.font = `600 ${TITLE_SIZE}px ${FONT}`;
  return context.measureText(title).width;
}

const isSeen = (element: Element): boolean =>
  !element.hasAttribute('data-page-only') &&
  !element.classList.contains('visually-hidden') &&
  getComputedStyle(element).visibility === 'visible' &&
  getComputedStyle(element).display !== 'none';

function* partsOf(element: Element, origin: Place, inks: Inks): Generator<string> {
  const style = getComputedStyle(element);
  yield* boxOf(element, style, origin, inks);
  let words: Text[] = [];
  for (const child of element.childNodes) {
    // What follows each other directly is one text, in however many pieces it was made.
    if (child instanceof Text) words.push(child);
    if (child instanceof Text && child.nextSibling instanceof Text) continue;
    yield* textsOf(words, style, origin, inks);
    words = [];
    if (child instanceof SVGSVGElement && isSeen(child)) yield drawingOf(child, origin, inks);
    else if (child instanceof Element && isSeen(child)) yield* partsOf(child, origin, inks);
  }
}

/** Background and border, where there is one to be seen. */
function* boxOf(element: Element, style: CSSStyleDeclaration, origin: Place, inks: Inks): Generator<string> {
  const background = inks(style.backgroundColor);
  const edge = Number.parseFloat(style.borderTopWidth);
  const border = inks(style.borderTopColor);
  const hasEdge = edge > 0 && border.alpha > 0 && style.borderTopStyle !== 'none';
  if (background.alpha === 0 && !hasEdge) return;
  const { left, top, width, height } = element.getBoundingClientRect();
  const inset = hasEdge ? edge / 2 : 0;
  yield tag('rect', {
    x: left - origin.left + inset,
    y: top - origin.top + inset,
    width: width - 2 * inset,
    height: height - 2 * inset,
    rx: Number.parseFloat(style.borderTopLeftRadius) || 0,
    ...fill(background),
    ...(hasEdge && { stroke: border.hex, 'stroke-opacity': border.alpha, 'stroke-width': edge }),
    ...(hasEdge && style.borderTopStyle === 'dashed' && { 'stroke-dasharray': '3 3' }),
  });
}

/** One element a line: the file's reader may have other fonts and must not wrap elsewhere. */
function* textsOf(nodes: readonly Text[], style: CSSStyleDeclaration, origin: Place, inks: Inks): Generator<string> {
  const size = Number.parseFloat(style.fontSize);
  const anchor = ANCHORS[style.textAlign] ?? 'start';
  for (const { text, left, right, bottom } of linesOf(nodes)) {
    const x = anchor === 'middle' ? (left + right) / 2 : anchor === 'end' ? right : left;
    const look = { 'font-size': size, 'font-weight': style.fontWeight, 'text-anchor': anchor };
    const place = { x: x - origin.left, y: bottom - BELOW_BASELINE * size - origin.top };
    yield tag('text', { ...place, ...look, ...fill(inks(style.color)) }, escaped(text));
  }
}

interface TextLine {
  text: string;
  readonly left: number;
  right: number;
  readonly bottom: number;
}

function linesOf(nodes: readonly Text[]): TextLine[] {
  const lines: TextLine[] = [];
  const range = document.createRange();
  for (const { node, at, letter } of lettersOf(nodes)) {
    range.setStart(node, at);
    range.setEnd(node, at + letter.length);
    const { left, right, bottom, width } = range.getBoundingClientRect();
    // Space that the page collapsed.
    if (width === 0) continue;
    const last = lines.at(-1);
    const isSpace = letter.trim() === '';
    if (last && Math.abs(last.bottom - bottom) < 1) {
      last.text += letter;
      // A line ends with its last letter: the space after it, before the next element's text, is not drawn.
      if (!isSpace) last.right = right;
    } else if (!isSpace) lines.push({ text: letter, left, right, bottom });
  }
  return lines.map((line) => ({ ...line, text: line.text.trimEnd() }));
}

function* lettersOf(nodes: readonly Text[]): Generator<{ node: Text; at: number; letter: string }> {
  for (const node of nodes) {
    let at = 0;
    // By code points: half of a pair has no width.
    for (const letter of node.data) {
      yield { node, at, letter };
      at += letter.length;
    }
  }
}

/** A drawing of the page with its style sheets' part written out. */
function drawingOf(svg: SVGSVGElement, origin: Place, inks: Inks): string {
  const { left, top } = svg.getBoundingClientRect();
  const transform = `translate(${num(left - origin.left)} ${num(top - origin.top)})`;
  return tag('g', { transform }, [...svg.children].map((child) => shapeOf(child, inks)).join('\n'));
}

function shapeOf(element: Element, inks: Inks): string {
  const style = getComputedStyle(element);
  if (element.hasAttribute('data-page-only') || style.visibility !== 'visible') return '';
  const opacity: Attributes = style.opacity === '1' ? {} : { opacity: Number(style.opacity) };
  if (element.localName === 'g')
    return tag('g', opacity, [...element.children].map((child) => shapeOf(child, inks)).join('\n'));
  if (!SHAPES.has(element.localName)) return '';
  const geometry = Object.fromEntries(
    GEOMETRY.flatMap((name) => (element.hasAttribute(name) ? [[name, element.getAttribute(name)!]] : [])),
  );
  const inside = paint('fill', style.fill, inks);
  const outline = paint('stroke', style.stroke, inks);
  if (inside['fill'] === 'none' && outline['stroke'] === 'none') return '';
  const look: Attributes = {
    ...opacity,
    ...inside,
    ...(outline['stroke'] !== 'none' && {
      ...outline,
      'stroke-width': Number.parseFloat(style.strokeWidth),
      'stroke-linejoin': 'round',
      ...(style.strokeDasharray !== 'none' && { 'stroke-dasharray': style.strokeDasharray.replaceAll('px', '') }),
    }),
  };
  if (element.localName !== 'text') return tag(element.localName, { ...geometry, ...look });
  const font = { 'font-size': Number.parseFloat(style.fontSize), 'font-weight': style.fontWeight };
  return tag('text', { ...geometry, ...look, ...font }, escaped(element.textContent));
}

function paint(name: 'fill' | 'stroke', css: string, inks: Inks): Attributes {
  if (css === 'none') return { [name]: 'none' };
  const { hex, alpha } = inks(css);
  if (alpha === 0) return { [name]: 'none' };
  return { [name]: hex, ...(alpha < 1 && { [`${name}-opacity`]: alpha }) };
}
