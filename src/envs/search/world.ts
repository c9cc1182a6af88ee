/**
 * Worlds: things with names, facts about them, one passage per thing, and the search index over the passages. Every relation
 * of a thing has one object, and no two things share a name. Pure functions of the stream they are given.
 */
import type { Rng } from '../../core/rng.ts';
import { buildIndex, type SearchIndex } from '../search-index.ts';
import {
  AGE,
  NAMES,
  nameText,
  PASSAGE_WORDS,
  RELATIONS,
  RELATIONS_FROM,
  SHARES,
  type EntityType,
} from './relations.ts';
import { LAST_SYLLABLES } from '../syllables.ts';

export interface Fact {
  readonly relation: number;
  /** Number of a thing; for ages the age itself. */
  readonly object: number;
  /** Which of the two ways of saying it. */
  readonly way: number;
}

/** Things and facts, still without names. */
export interface Graph {
  readonly types: readonly EntityType[];
  /** By thing; at least one each. */
  readonly facts: Fact[][];
}

export interface World {
  readonly types: readonly EntityType[];
  readonly facts: readonly (readonly Fact[])[];
  /** By thing; NAMES says how many there are. */
  readonly names: readonly number[];
  /** Documents are passages, passage i is about thing i. */
  readonly index: SearchIndex;
}

type Ranges = Record<EntityType, { from: number; count: number }>;
interface Cast {
  readonly types: readonly EntityType[];
  /** Things of one type are numbered one after the other. */
  readonly ranges: Ranges;
}
const casts = new Map<number, Cast>();

/** Who and what there is in a world of so many things; the same for all of that size. */
function castOf(things: number): Cast {
  const known = casts.get(things);
  if (known !== undefined) return known;
  const types: EntityType[] = [];
  const ranges = {} as Ranges;
  for (const [type, share] of Object.entries(SHARES) as [EntityType, number][]) {
    const count = (share * things) / SHARE_SUM;
    ranges[type] = { from: types.length, count };
    for (let n = 0; n < count; n++) types.push(type);
  }
  const cast = { types, ranges };
  casts.set(things, cast);
  return cast;
}

const SHARE_SUM = Object.values(SHARES).reduce((a, b) => a + b, 0);
const YOUNGEST = 20;
const OLDEST = 79;

/** `things`: how many, a multiple of the sum of SHARES. `mostFacts`: per passage. */
export function drawGraph(things: number, mostFacts: number, rng: Rng): Graph {
  const { types, ranges } = castOf(things);
  const facts = types.map((type, thing) => {
    const possible = RELATIONS_FROM.get(type)!;
    const count = Math.min(1 + rng.below(mostFacts), possible.length);
    const start = rng.below(possible.length);
    const ways = rng.uint32();
    const known: Fact[] = [];
    for (let i = 0; i < count; i++) {
      const relation = possible[(start + i) % possible.length]!;
      const { to } = RELATIONS[relation]!;
      const way = (ways >>> i) & 1;
      if (to === 'age') {
        known.push({ relation, object: YOUNGEST + rng.below(OLDEST - YOUNGEST + 1), way });
        continue;
      }
      const { from, count: choices } = ranges[to];
      if (to !== type) {
        known.push({ relation, object: from + rng.below(choices), way });
        continue;
      }
      // Fathers come later in the list, so that nobody is their own ancestor.
      const later = from + choices - thing - 1;
      if (later > 0) known.push({ relation, object: thing + 1 + rng.below(later), way });
    }
    if (known.length === 0) known.push({ relation: AGE, object: OLDEST, way: 0 });
    return known;
  });
  return { types, facts };
}

/** Distinct names for all; `namesakes` lists pairs [thing, like]: the first then shares a syllable with the second. */
export function nameAll(
  { types }: Graph,
  namesakes: readonly { readonly thing: number; readonly like: number; readonly share: 'first' | 'last' }[],
  rng: Rng,
): number[] {
  const taken = new Set<number>();
  const take = (draw: () => number): number => {
    let name = draw();
    while (taken.has(name)) name = draw();
    taken.add(name);
    return name;
  };
  const names = types.map(() => take(() => rng.below(NAMES)));
  const lasts = LAST_SYLLABLES.length;
  for (const { thing, like, share } of namesakes) {
    const model = names[like]!;
    names[thing] = take(() =>
      share === 'first'
        ? Math.floor(model / lasts) * lasts + rng.below(lasts)
        : rng.below(NAMES / lasts) * lasts + (model % lasts),
    );
  }
  return names;
}

const NUMBERS: ReadonlyMap<string, number> = new Map(PASSAGE_WORDS.map((word, i) => [word, i]));
const wordNumbers = (text: string): number[] => text.split(' ').map((w) => NUMBERS.get(w)!);
const NAME_NUMBERS: readonly (readonly number[])[] = Array.from({ length: NAMES }, (_, n) => wordNumbers(nameText(n)));
const SAID_NUMBERS = RELATIONS.map((r) => r.said.map(wordNumbers));
const AGE_NUMBERS = Array.from({ length: OLDEST + 1 }, (_, age) => wordNumbers(String(age).split('').join(' ')));

/** Searches know a title twice: what a passage is about outweighs what it mentions. */
export function worldOf({ types, facts }: Graph, names: readonly number[]): World {
  const documents = facts.map((known, thing) => {
    const title = NAME_NUMBERS[names[thing]!]!;
    const words = [...title, ...title];
    // One by one: this runs for every draw, and spreading costs more than the rest.
    for (const { relation, object, way } of known) {
      for (const word of SAID_NUMBERS[relation]![way]!) words.push(word);
      for (const word of relation === AGE ? AGE_NUMBERS[object]! : NAME_NUMBERS[names[object]!]!) words.push(word);
    }
    return words;
  });
  return { types, facts, names, index: buildIndex(documents, PASSAGE_WORDS.length) };
}

export const factOf = ({ facts }: Pick<World, 'facts'>, thing: number, relation: number): Fact | undefined =>
  facts[thing]!.find((f) => f.relation === relation);

/** Passage word numbers of a text, distinct and ascending: what the search engine takes. Other words fall away. */
export function queryOf(words: readonly string[]): number[] {
  const numbers = new Set(words.flatMap((w) => NUMBERS.get(w) ?? []));
  return [...numbers].sort((a, b) => a - b);
}
