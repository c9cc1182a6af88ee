/**
 * Catalogues: what a level's shop sells, drawn from a catalogue seed. Built once and shared, because many tasks are set in
 * the same one; they are pure functions of (level, seed) and never change.
 */
import { Rng } from '../../core/rng.ts';
import { BRANDS, DEPARTMENTS, GOODS_WORDS, WORD_NUMBERS, type Department } from './goods.ts';
import { buildIndex, type SearchIndex } from '../search-index.ts';
import { SYLLABLES } from '../syllables.ts';

export interface CatalogueKnobs {
  readonly products: number;
  /** Different nouns on sale. */
  readonly nouns: number;
  readonly attributes: number;
  readonly attributesInTitle: boolean;
  readonly optionKinds: number;
  readonly perPage: number;
  /** Catalogues there are, the held-out ones included. */
  readonly catalogues: number;
  /**
   * Near copies that differ in one attribute, or in a price that is a cent away from a multiple of ten; products are named by two
   * syllables instead of digits, which makes room for cents in a prompt.
   */
  readonly decoys?: true;
}

const LARGE = {
  nouns: 40,
  attributes: 3,
  attributesInTitle: false,
  optionKinds: 2,
  perPage: 10,
  catalogues: 8,
} as const;
/** By level. More and larger shops would not fit a browser's memory for free; these are about 40 MB when all are in use. */
export const KNOBS: readonly CatalogueKnobs[] = [
  { products: 30, nouns: 10, attributes: 1, attributesInTitle: true, optionKinds: 1, perPage: 3, catalogues: 64 },
  { products: 200, nouns: 25, attributes: 2, attributesInTitle: true, optionKinds: 2, perPage: 4, catalogues: 24 },
  { products: 1000, ...LARGE },
  { products: 1000, ...LARGE, decoys: true },
  { products: 5000, ...LARGE, decoys: true },
];
/** One catalogue in so many is kept for `ood`. */
const HELD_OUT_SHARE = 8;
/** Chance that a product is like an earlier one but for brand, price and options: without such, the first hit always fits. */
const VARIANTS = 0.75;
/** Share of those that are decoys, where there are any. */
const DECOYS = 0.5;
/** Prices a cent beside a multiple of ten go up to this one. */
const MOST_TEN = 90;
/** Values on offer per kind of option. */
const VALUES = 3;
/** The first line of the features page holds so many attributes, and search knows only that line. */
const SEARCHED_ATTRIBUTES = 2;
/** Search stops after so many pages of hits. */
export const MOST_PAGES = 5;

export interface Product {
  /** Its digits, all of the same number within a catalogue: "0 7 3"; or two syllables: "ba cor". */
  readonly code: string;
  readonly brand: string;
  readonly department: Department;
  readonly noun: string;
  readonly attributes: readonly string[];
  /** Offered values, by kind of option, in display order. */
  readonly options: readonly (readonly string[])[];
  /** Dollars, 5 to 94; with decoys also a cent beside a multiple of ten. */
  readonly price: number;
  /** Stars, 1 to 5. */
  readonly rating: number;
}

export interface Catalogue {
  readonly level: number;
  readonly seed: number;
  readonly heldOut: boolean;
  readonly attributesInTitle: boolean;
  readonly perPage: number;
  /** Product numbers are positions in this list. */
  readonly products: readonly Product[];
  /** The same by noun. */
  readonly byNoun: ReadonlyMap<string, readonly number[]>;
  readonly index: SearchIndex;
}

const built = new Map<string, Catalogue>();

/** `seed` in 0..KNOBS[level].catalogues - 1. */
export function catalogueOf(level: number, seed: number): Catalogue {
  const key = `${level}/${seed}`;
  const known = built.get(key);
  if (known) return known;
  const catalogue = drawCatalogue(level, seed);
  built.set(key, catalogue);
  return catalogue;
}

/** Digit by digit; of a price with its cents, if there are any: "4 0", "3 9 . 9 9". */
export const digits = (n: number, width = 1): string => String(n).padStart(width, '0').split('').join(' ');

function drawCatalogue(level: number, seed: number): Catalogue {
  const knobs = KNOBS[level]!;
  const rng = new Rng(seed, `shop@1/${level}/catalogue`);
  const nouns = rng
    .shuffled(DEPARTMENTS.flatMap((department) => department.nouns.map((noun) => ({ department, noun }))))
    .slice(0, knobs.nouns);
  const codeWidth = String(knobs.products - 1).length;
  const products: Product[] = [];
  for (let number = 0; number < knobs.products; number++) {
    const model = number > 0 && rng.chance(VARIANTS) ? rng.pick(products) : null;
    const code = knobs.decoys ? syllableCode(number) : digits(number, codeWidth);
    if (model && knobs.decoys && rng.chance(DECOYS)) {
      products.push(decoyOf(model, code, rng));
      continue;
    }
    const { department, noun } = model ?? rng.pick(nouns);
    const [low, high] = department.prices;
    products.push({
      code,
      brand: rng.pick(BRANDS),
      department,
      noun,
      attributes: model?.attributes ?? rng.shuffled(department.attributes).slice(0, knobs.attributes),
      options: department.options.slice(0, knobs.optionKinds).map(({ values }) => {
        const offered = new Set(rng.shuffled(values).slice(0, VALUES));
        return values.filter((v) => offered.has(v));
      }),
      price: low + rng.below(high - low + 1),
      rating: 1 + rng.below(5),
    });
  }
  return {
    level,
    seed,
    heldOut: seed >= knobs.catalogues - knobs.catalogues / HELD_OUT_SHARE,
    attributesInTitle: knobs.attributesInTitle,
    perPage: knobs.perPage,
    products,
    byNoun: new Map(
      nouns.map(({ noun }) => [noun, products.flatMap((p, number) => (p.noun === noun ? [number] : []))]),
    ),
    index: buildIndex(
      products.map((p) => searchedWords(p, knobs.attributesInTitle).map((w) => WORD_NUMBERS.get(w)!)),
      GOODS_WORDS.length,
    ),
  };
}

const syllableCode = (number: number): string =>
  `${SYLLABLES[Math.floor(number / SYLLABLES.length)]!} ${SYLLABLES[number % SYLLABLES.length]!}`;

/**
 * The same but for the last attribute, which search does not know, or for a price just below or above a multiple of ten that may
 * be a ceiling.
 */
function decoyOf(model: Product, code: string, rng: Rng): Product {
  const { attributes, department, price } = model;
  if (rng.chance(0.5)) {
    const other = rng.pick(department.attributes.filter((a) => !attributes.includes(a)));
    return { ...model, code, attributes: [...attributes.slice(0, -1), other] };
  }
  const ten = Math.min(MOST_TEN, 10 * (Math.floor(price / 10) + 1 + rng.below(4)));
  return { ...model, code, price: (100 * ten + (rng.chance(0.5) ? 1 : -1)) / 100 };
}

export const titleWords = ({ brand, attributes, noun }: Product, withAttributes: boolean): string[] => [
  brand,
  ...(withAttributes ? attributes : []),
  noun,
];

/** Title, description, first line of the features, options: what search knows. */
function searchedWords(product: Product, withAttributes: boolean): string[] {
  const { brand, department, attributes, options } = product;
  return [
    ...titleWords(product, withAttributes),
    department.name,
    brand,
    ...attributes.slice(0, SEARCHED_ATTRIBUTES),
    ...options.flat(),
  ];
}
