/**
 * What SearchQA worlds know about, as tables: kinds of things, relations between them with the words of passages and of
 * questions (never the same). All of it is our own. No rules here.
 */
import { FIRST_SYLLABLES, LAST_SYLLABLES } from '../syllables.ts';

export type EntityType = 'person' | 'city' | 'firm' | 'school' | 'country' | 'river' | 'product';

/** What there is of each kind, out of 24. */
export const SHARES: Readonly<Record<EntityType, number>> = {
  person: 8,
  city: 5,
  firm: 4,
  school: 2,
  country: 2,
  river: 1,
  product: 2,
};

export interface Relation {
  /** What questions call it. */
  readonly noun: string;
  readonly from: EntityType;
  /** 'age': a number of two digits. */
  readonly to: EntityType | 'age';
  /** What passages say, two ways; the name follows. */
  readonly said: readonly [string, string];
  /** The same in sentences. */
  readonly full: readonly [string, string];
}

const relation = (
  from: EntityType,
  noun: string,
  to: Relation['to'],
  said: Relation['said'],
  full: Relation['full'],
): Relation => ({ noun, from, to, said, full });

export const RELATIONS: readonly Relation[] = [
  relation('person', 'birthplace', 'city', ['born in', 'native of'], ['was born in', 'is a native of']),
  relation('person', 'employer', 'firm', ['works for', 'hired by'], ['works for', 'has been hired by']),
  relation('person', 'college', 'school', ['studied at', 'graduate of'], ['studied at', 'is a graduate of']),
  relation('person', 'father', 'person', ['child of', 'heir of'], ['is a child of', 'is the heir of']),
  relation('person', 'age', 'age', ['aged', 'lived'], ['is aged', 'has lived']),
  relation('city', 'homeland', 'country', ['lies in', 'part of'], ['lies in', 'is a part of']),
  relation('city', 'stream', 'river', ['lies on', 'crossed by'], ['lies on', 'is crossed by']),
  relation('city', 'mayor', 'person', ['run by', 'led by'], ['is run by', 'is led by']),
  relation('firm', 'founder', 'person', ['started by', 'set up by'], ['was started by', 'was set up by']),
  relation('firm', 'seat', 'city', ['based in', 'settled in'], ['is based in', 'has settled in']),
  relation('firm', 'brand', 'product', ['makes', 'sells'], ['makes', 'sells']),
  relation('school', 'town', 'city', ['stands in', 'found in'], ['stands in', 'is found in']),
  relation('school', 'principal', 'person', ['headed by', 'guided by'], ['is headed by', 'is guided by']),
  relation('country', 'capital', 'city', ['ruled from', 'governed from'], ['is ruled from', 'is governed from']),
  relation('country', 'leader', 'person', ['ruled by', 'governed by'], ['is ruled by', 'is governed by']),
  relation('river', 'source', 'country', ['rises in', 'springs in'], ['rises in', 'springs in']),
  relation('product', 'inventor', 'person', ['designed by', 'thought up by'], ['was designed by', 'was thought up by']),
];

export const AGE = RELATIONS.findIndex((r) => r.to === 'age');
const numberOf = (noun: string): number => RELATIONS.findIndex((r) => r.noun === noun);

/** Nouns that stand for two relations at once: what has to be inferred. */
export const INFERRED: readonly { readonly noun: string; readonly chain: readonly [number, number] }[] = [
  { noun: 'grandfather', chain: [numberOf('father'), numberOf('father')] },
  { noun: 'nation', chain: [numberOf('birthplace'), numberOf('homeland')] },
  { noun: 'workplace', chain: [numberOf('employer'), numberOf('seat')] },
];

export const RELATIONS_FROM: ReadonlyMap<EntityType, readonly number[]> = new Map(
  (Object.keys(SHARES) as EntityType[]).map((type) => [
    type,
    RELATIONS.flatMap((r, i) => (r.from === type ? [i] : [])),
  ]),
);

const NAME_TEXTS = FIRST_SYLLABLES.flatMap((first) => LAST_SYLLABLES.map((last) => `${first} ${last}`));
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const PROPER_NAMES = NAME_TEXTS.map((name) => name.split(' ').map(capital).join(' '));
export const NAMES = NAME_TEXTS.length;
/** `name` in 0..NAMES - 1: "ba", "ba cor", "Ba Cor". */
export const firstOf = (name: number): string => FIRST_SYLLABLES[Math.floor(name / LAST_SYLLABLES.length)]!;
export const nameText = (name: number): string => NAME_TEXTS[name]!;
export const properName = (name: number): string => PROPER_NAMES[name]!;

const unique = (texts: readonly string[]): string[] => [...new Set(texts.flatMap((t) => t.split(' ')))];
/** The words that passages are made of; positions are word numbers. */
export const PASSAGE_WORDS: readonly string[] = unique([
  ...FIRST_SYLLABLES,
  ...LAST_SYLLABLES,
  ...RELATIONS.flatMap((r) => r.said),
  '0 1 2 3 4 5 6 7 8 9',
]);
/** The words that searches and answers may be made of: those, and those of questions; positions are numbers too. */
export const QUERY_WORDS: readonly string[] = unique([
  ...PASSAGE_WORDS,
  ...RELATIONS.filter((r) => r.to !== 'age').map((r) => r.noun),
  ...INFERRED.map((i) => i.noun),
  ...Object.keys(SHARES),
  'of or older words',
]);
