/** Writing SVG as text: elements, attributes, and the head that all our files share. Pure. Must not know what is drawn. */
import type { Ink } from './figure.ts';

export type Attributes = Readonly<Record<string, string | number>>;

/** The page's, without asking for one that may not be there. */
export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';

export const num = (value: number): string => String(Math.round(value * 100) / 100);

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escaped = (text: string): string =>
  // Control characters cannot stand in XML at all.
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f]/g, ' ').replaceAll(/[&<>"]/g, (one) => ESCAPES[one]!);

/** `inside` is SVG already; values of attributes are escaped here. */
export function tag(name: string, attributes: Attributes, inside?: string): string {
  const list = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? num(value) : escaped(value)}"`)
    .join('');
  return inside === undefined ? `<${name}${list}/>` : `<${name}${list}>${inside}</${name}>`;
}

export const fill = ({ hex, alpha }: Ink): Attributes =>
  alpha < 1 ? { fill: hex, 'fill-opacity': alpha } : { fill: hex };

/** Up to and with the title and the description; `</svg>` is left to write. Sizes in pixels. */
export const openingOf = (
  width: number,
  height: number,
  textSize: number,
  title: string,
  description: string,
): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description"`,
    ` width="${num(width)}" height="${num(height)}" viewBox="0 0 ${num(width)} ${num(height)}"`,
    ` font-family='${FONT}' font-size="${textSize}">\n`,
    `${tag('title', { id: 'title' }, escaped(title))}\n`,
    `${tag('desc', { id: 'description' }, escaped(description))}\n`,
  ].join('');
