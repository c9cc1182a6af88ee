/**
 * How an instruction may put what the shop calls otherwise: another word for a thing or its quality, or a slip of spelling.
 * Search knows neither, so that a query has to be put in the shop's words. All of it is our own. No rules of the shop here.
 */
import type { Rng } from '../../core/rng.ts';
import { DEPARTMENTS } from './goods.ts';
import type { Goal } from './task.ts';

/** The shop's word, then the instruction's. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  (
    'soft plush,warm cozy,light airy,washable cleanable,stretchy elastic,waterproof rainproof,sturdy tough,' +
    'foldable collapsible,modern contemporary,rustic homespun,quiet silent,stackable nestable,heatproof ovenproof,' +
    'handmade handcrafted,padded cushioned,refillable reusable,recycled upcycled,' +
    'coat parka,sweater pullover,jacket blazer,hat cap,scarf shawl,chair seat,bench pew,mug beaker,pitcher jug,' +
    'kettle boiler,backpack rucksack,canteen flask,rope cord,notebook journal,folder portfolio'
  )
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
);

/** The letters of misspelt words. */
export const SLIP_LETTERS: readonly string[] = [
  ...new Set(DEPARTMENTS.flatMap((d) => [...d.nouns, ...d.attributes]).flatMap((word) => word.split(''))),
];

/** Shorter words are not misspelt: too little would be left of them. */
const SHORTEST_SLIP = 5;

/**
 * The goal's attributes and noun in other words: each that has a synonym is replaced in every second task, at least one of them
 * (if any can be). With `withSlip` one more is misspelt.
 */
export function reworded(
  { noun, attributes }: Pick<Goal, 'noun' | 'attributes'>,
  withSlip: boolean,
  rng: Rng,
): NonNullable<Goal['said']> {
  const words = [...attributes, noun];
  const long = words.filter((w) => w.length >= SHORTEST_SLIP);
  const slip = withSlip && long.length > 0 ? rng.pick(long) : null;
  const free = words.filter((w) => w !== slip && SYNONYMS.has(w));
  const sure = free.length > 0 ? rng.pick(free) : null;
  const said = words.map((word) => {
    if (word === slip) return misspelt(word, rng);
    const isReplaced = SYNONYMS.has(word) && (rng.chance(0.5) || word === sure);
    return isReplaced ? SYNONYMS.get(word)! : word;
  });
  return { attributes: said.slice(0, -1), noun: said.at(-1)! };
}

/**
 * Two neighbouring letters, not the first, have changed places. Written letter by letter, because there is no word for it: as
 * a tokenizer with a closed list of words sees any misspelt word.
 */
function misspelt(word: string, rng: Rng): string {
  const letters = word.split('');
  const places = letters.flatMap((letter, i) =>
    i > 0 && i + 1 < letters.length && letter !== letters[i + 1] ? [i] : [],
  );
  const i = rng.pick(places);
  return letters
    .with(i, letters[i + 1]!)
    .with(i + 1, letters[i]!)
    .join(' ');
}
