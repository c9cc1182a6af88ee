/**
 * What MiniShop can sell, as tables: departments with their nouns, attributes, options and price band; brands. All of it is
 * our own: plain words and coined brand names. No rules and no text here.
 */
export interface OptionKind {
  readonly name: string;
  /** In display order; no value belongs to two kinds. */
  readonly values: readonly string[];
}

export interface Department {
  readonly name: string;
  readonly nouns: readonly string[];
  readonly attributes: readonly string[];
  /** Two kinds; the smallest level uses the first alone. */
  readonly options: readonly OptionKind[];
  /** Whole dollars, both ends included. */
  readonly prices: readonly [low: number, high: number];
}

const kind = (name: string, values: string): OptionKind => ({ name, values: values.split(' ') });
const COLOR = kind('color', 'red blue green black white grey pink brown');
const SIZE = kind('size', 'small medium large huge');
const MATERIAL = kind('material', 'oak steel glass bamboo brass');
const PATTERN = kind('pattern', 'smooth striped dotted checked floral');

const department = (
  name: string,
  nouns: string,
  attributes: string,
  second: OptionKind,
  prices: Department['prices'],
): Department => ({
  name,
  nouns: nouns.split(' '),
  attributes: attributes.split(' '),
  options: [COLOR, second],
  prices,
});

export const DEPARTMENTS: readonly Department[] = [
  department(
    'clothing',
    'shirt coat dress skirt sweater jacket hat scarf',
    'soft warm light washable stretchy waterproof',
    SIZE,
    [8, 69],
  ),
  department(
    'home',
    'chair stool mirror clock basket bench frame screen',
    'sturdy light foldable modern rustic quiet',
    MATERIAL,
    [15, 94],
  ),
  department(
    'kitchen',
    'mug bowl plate kettle tray jar teapot pitcher',
    'sturdy light stackable heatproof modern handmade',
    PATTERN,
    [5, 49],
  ),
  department(
    'sport',
    'tent mat helmet paddle racket backpack canteen rope',
    'waterproof sturdy light foldable padded quiet',
    SIZE,
    [9, 89],
  ),
  department(
    'office',
    'notebook folder calendar stapler ruler easel binder marker',
    'refillable sturdy washable modern recycled handmade',
    PATTERN,
    [5, 39],
  ),
];

export const BRANDS: readonly string[] = 'talvik pemora quenlo fennap wimbor korvel yastin lopmer gruvid sarnok'.split(
  ' ',
);

/** Every word that may describe a product, in the order in which queries are written down; positions are word numbers. */
export const GOODS_WORDS: readonly string[] = [
  ...new Set([
    ...DEPARTMENTS.map((d) => d.name),
    ...BRANDS,
    ...DEPARTMENTS.flatMap((d) => d.attributes),
    ...DEPARTMENTS.flatMap((d) => d.nouns),
    ...DEPARTMENTS.flatMap((d) => d.options.flatMap((o) => o.values)),
  ]),
];
export const WORD_NUMBERS: ReadonlyMap<string, number> = new Map(GOODS_WORDS.map((word, i) => [word, i]));
