/** The guessing games over a person's own lists. Only these know what is special about own data; the rules are the games'. */
import type { EnvSpec } from '../env.ts';
import type { ThingTable } from './own-lists.ts';
import { questionsOver, QUESTIONS, type Knobs } from './questions.ts';
import { TURN_LIMIT, wordleOver, WORDLE } from './wordle.ts';
import type { WordList } from './words.ts';

/** Nobody has measured it. */
const UNKNOWN = { randomSuccess: Number.NaN, oracleTurns: Number.NaN };

export function ownWordle(list: WordList): ReturnType<typeof wordleOver> {
  const title = `${list.words.length} words of ${list.length} letters`;
  const spec: EnvSpec = {
    ...WORDLE.spec,
    id: 'own-wordle',
    title: 'Own Wordle',
    levels: [{ level: 0, title, turnLimit: TURN_LIMIT, ...UNKNOWN }],
    words: [...new Set([...WORDLE.spec.words, ...list.letters])].sort(),
  };
  return wordleOver(spec, () => list);
}

export function ownQuestions({ things, properties }: ThingTable): ReturnType<typeof questionsOver> {
  const knobs: Knobs = {
    things: things.length,
    properties: properties.length,
    given: 1,
    isPrinted: false,
    // A turn for every property and two guesses, but no more than the game has its name from.
    turnLimit: Math.min(20, properties.length + 2),
  };
  const title = `${things.length} things, ${properties.length} properties`;
  const spec: EnvSpec = {
    ...QUESTIONS.spec,
    id: 'own-questions',
    title: 'Own 20 questions',
    levels: [{ level: 0, title, turnLimit: knobs.turnLimit, ...UNKNOWN }],
    words: [...new Set([...QUESTIONS.spec.words, ...things.map((t) => t.name), ...properties])].sort(),
  };
  return questionsOver(spec, [knobs], things, properties);
}
