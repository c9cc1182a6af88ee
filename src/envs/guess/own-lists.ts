/**
 * Reads a person's own lists for the guessing games. Words for Wordle, one a line; things for 20 questions, one a line, each
 * with what is true of it: `apple: small round`. Empty lines and lines that begin with # are passed over. Pure: no files,
 * no network. Must not know how the games are played.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { Thing } from './things.ts';
import { listFrom, type WordList } from './words.ts';

/** What the expert can weigh (information.ts has a table of that length) and what fits the games' saved episodes. */
export const MOST = { characters: 200_000, words: 512, letters: 7, things: 128, properties: 24, name: 24 };
export const LEAST = { words: 8, letters: 2, things: 6, properties: 3 };

export interface ThingTable {
  readonly things: readonly Thing[];
  /** In the order in which they first occur; bit p of a thing's properties is about entry p. */
  readonly properties: readonly string[];
}

interface Line {
  readonly number: number;
  readonly text: string;
}

/** Throws TurnlabError `bad-file` that names the first line at fault (from 1) and what is wrong with it. Case is ignored. */
export function parseWords(text: string): WordList {
  const at = new Map<string, number>();
  let length = 0;
  for (const { number, text: word } of linesOf(text)) {
    if (/\s/.test(word)) throw fault(number, 'one word a line, please');
    if (!/^[\p{Ll}\p{Lo}]+$/u.test(word)) throw fault(number, `${shown(word)} is not made of letters alone`);
    // A letter outside the basic plane is two units; marks are counted by units.
    if (/[\ud800-\udfff]/.test(word)) throw fault(number, `${shown(word)} holds a letter that cannot be marked`);
    length ||= word.length;
    if (word.length < LEAST.letters || word.length > MOST.letters)
      throw fault(
        number,
        `${shown(word)} has ${word.length} letters; ${LEAST.letters} to ${MOST.letters} are possible`,
      );
    if (word.length !== length)
      throw fault(number, `${shown(word)} has ${word.length} letters, the first word has ${length}`);
    const earlier = at.get(word);
    if (earlier !== undefined) throw fault(number, `${shown(word)} is on line ${earlier} already`);
    at.set(word, number);
    if (at.size > MOST.words) throw fault(number, `there are more than ${MOST.words} words`);
  }
  const words = [...at.keys()].sort();
  if (words.length < LEAST.words)
    throw refusal(`The list holds ${words.length} words.`, `Write at least ${LEAST.words}, one a line.`);
  return listFrom(words, [...new Set(words.join(''))].sort());
}

/** Throws as parseWords does. No two things may be true of the same: no question could tell them apart. */
export function parseThings(text: string): ThingTable {
  const things: Thing[] = [];
  const properties: string[] = [];
  const names = new Map<string, number>();
  const tables = new Map<number, { name: string; line: number }>();
  for (const { number, text: line } of linesOf(text)) {
    const words = line.split(/[\s,:;]+/).filter(Boolean);
    for (const word of words) {
      if (!/^[\p{Ll}\p{Lo}\p{N}'-]+$/u.test(word)) throw fault(number, `${shown(word)} is not one plain word`);
      if (word.length > MOST.name) throw fault(number, `${shown(word)} has more than ${MOST.name} characters`);
    }
    const [name, ...said] = words;
    if (name === undefined || said.length === 0) throw fault(number, 'a thing and what is true of it are wanted');
    const earlier = names.get(name);
    if (earlier !== undefined) throw fault(number, `${shown(name)} is on line ${earlier} already`);
    names.set(name, number);
    let set = 0;
    for (const property of said) {
      if (!properties.includes(property)) properties.push(property);
      if (properties.length > MOST.properties) throw fault(number, `there are more than ${MOST.properties} properties`);
      set |= 1 << properties.indexOf(property);
    }
    const same = tables.get(set);
    if (same) throw fault(number, `${shown(name)} is told the same of as ${shown(same.name)} on line ${same.line}`);
    tables.set(set, { name, line: number });
    things.push({ name, properties: set });
    if (things.length > MOST.things) throw fault(number, `there are more than ${MOST.things} things`);
  }
  const both = properties.find((property) => names.has(property));
  if (both !== undefined) throw fault(names.get(both)!, `${shown(both)} is a thing and a property`);
  if (things.length < LEAST.things || properties.length < LEAST.properties)
    throw refusal(
      `The list holds ${things.length} things and ${properties.length} properties.`,
      `Write at least ${LEAST.things} things with ${LEAST.properties} properties among them.`,
    );
  return { things, properties };
}

/** The same list as text that is read back as it is, without what a person wrote round it. */
export const writeWords = ({ words }: WordList): string => words.join('\n');

/** As writeWords. Properties stand in their order, so that they are numbered alike when they are read back. */
export const writeThings = ({ things, properties }: ThingTable): string =>
  things
    .map((thing) => `${thing.name}: ${properties.filter((_, p) => (thing.properties >> p) & 1).join(' ')}`)
    .join('\n');

function linesOf(text: string): Line[] {
  if (text.length > MOST.characters)
    throw refusal(`The list has more than ${MOST.characters} characters.`, 'Keep the lines you need.');
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, i) => ({ number: i + 1, text: line.trim().normalize('NFC').toLowerCase() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'));
}

/** A word from the list, short enough for a message and without what would not show. */
const shown = (word: string): string => JSON.stringify(word.length > 30 ? `${word.slice(0, 30)}…` : word);

const refusal = (sentence: string, next: string): TurnlabError => new TurnlabError('bad-file', sentence, next);
const fault = (line: number, what: string): TurnlabError =>
  refusal(`Line ${line} of the list: ${what}.`, 'Correct that line and read it again.');
