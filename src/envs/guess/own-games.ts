/** The guessing games over a person's own lists. Only these know what is special about own data; the rules are the games'. */
import { Rng } from '../../core/rng.ts';
import type { EnvSpec } from '../env.ts';
import { byFrequency, dealOut } from '../own-deal.ts';
import type { ThingTable } from './own-lists.ts';
import { questionsOver, QUESTIONS, type Knobs } from './questions.ts';
import { TURN_LIMIT, wordleOver, WORDLE } from './wordle.ts';
import type { WordList } from './words.ts';

/** Nobody has measured it. */
const UNKNOWN = { randomSuccess: Number.NaN, oracleTurns: Number.NaN };

type OwnWordle = ReturnType<typeof wordleOver>;
type OwnQuestions = ReturnType<typeof questionsOver>;
type Task<G> = G extends { key(task: infer T): string } ? T : never;

/** `id`: names the list. */
export function ownWordle(id: string, list: WordList): OwnWordle {
  const title = `${list.words.length} words of ${list.length} letters`;
  const spec: EnvSpec = {
    ...WORDLE.spec,
    id,
    title: 'Own Wordle',
    levels: [{ level: 0, title, turnLimit: TURN_LIMIT, ...UNKNOWN }],
    words: [...new Set([...WORDLE.spec.words, ...byFrequency(list.words.flatMap((word) => word.split('')))])],
  };
  const game = wordleOver(spec, () => list);
  return { ...game, deal: dealOut(game, everyPair(list)) };
}

function* everyPair(list: WordList): Generator<Task<OwnWordle>> {
  for (const hidden of list.words) for (const given of list.words) if (given !== hidden) yield { list, hidden, given };
}

/** `id`: names the table. */
export function ownQuestions(id: string, { things, properties }: ThingTable): OwnQuestions {
  const knobs: Knobs = {
    things: things.length,
    properties: properties.length,
    given: 1,
    isPrinted: false,
    // A turn for every property and two guesses, but no more than the game has its name from.
    turnLimit: Math.min(20, properties.length + 2),
  };
  const said = things.flatMap((thing) => [thing.name, ...properties.filter((_, p) => (thing.properties >> p) & 1)]);
  const title = `${things.length} things, ${properties.length} properties`;
  const spec: EnvSpec = {
    ...QUESTIONS.spec,
    id,
    title: 'Own 20 questions',
    levels: [{ level: 0, title, turnLimit: knobs.turnLimit, ...UNKNOWN }],
    words: [...new Set([...QUESTIONS.spec.words, ...byFrequency(said)])],
  };
  const game = questionsOver(spec, [knobs], things, properties);
  // Things that are not printed are all there in every task, and no two of them are alike: the first draw works out.
  const any = game.draw(0, new Rng(0, 'any'))!;
  const tasks = things.flatMap((_, hidden) => properties.map((_property, p) => ({ ...any, hidden, given: [p] })));
  return { ...game, deal: dealOut(game, tasks) };
}
