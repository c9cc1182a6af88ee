/**
 * 20 questions: find a hidden thing by asking what is true of it. The table of who is what is fixed and has to be learnt; at
 * the last level it is drawn anew and printed in the task, and has to be read. Some answers are given at the start, so that
 * the many games about one thing differ.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import { DIGITS, digits } from '../digits.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import { levelList } from '../level-list.ts';
import { refused } from '../refusal.ts';
import { unknownAfter } from './information.ts';
import type { QuestionsScene } from './scene.ts';
import { PROPERTIES, THINGS, type Thing } from './things.ts';

export interface Knobs {
  readonly things: number;
  readonly properties: number;
  /** Answers known at the start. */
  readonly given: number;
  readonly isPrinted: boolean;
  readonly turnLimit: number;
}
const LEVELS: readonly Knobs[] = [
  { things: 32, properties: 8, given: 2, isPrinted: false, turnLimit: 8 },
  { things: 64, properties: 10, given: 3, isPrinted: false, turnLimit: 10 },
  { things: 12, properties: 6, given: 0, isPrinted: true, turnLimit: 6 },
];

interface QuestionsTask {
  readonly knobs: Knobs;
  /** Words that things and properties go by. */
  readonly names: readonly string[];
  readonly properties: readonly string[];
  /** Numbers of `names` it may be, ascending. */
  readonly things: readonly number[];
  /** Per thing of this game: bit p is the answer to "ask properties[p]". */
  readonly table: readonly number[];
  /** An index into `things`. */
  readonly hidden: number;
  readonly given: readonly Fact[];
}
/** A question and so its answer: a property, or (from properties.length on) a thing of this game. */
type Fact = number;
interface QuestionsState {
  /** Distinct, the given ones first. What is asked again tells nothing and is not kept. */
  readonly facts: readonly Fact[];
}
interface Question extends Move {
  readonly fact: Fact;
}

const ASK = 'ask property';
const GUESS = 'guess thing';
const MOVES: readonly Question[] = [ASK, GUESS].map((text) => ({ text, template: true, fact: -1 }));

const SPEC: EnvSpec = {
  id: 'questions',
  version: 1,
  title: '20 questions',
  about: 'Find a hidden thing by asking what is true of it.',
  levels: levelList(LEVELS, [
    { title: '32 things, 8 properties', randomSuccess: 0.1155, oracleTurns: 3.8 },
    { title: '64 things, 10 properties', randomSuccess: 0.0755, oracleTurns: 4.13 },
    { title: '12 things, the table is printed', randomSuccess: 0.1915, oracleTurns: 4.04 },
  ]),
  reward: { success: 1, invalid: -0.1 },
  historyK: 2,
  words: [
    ...new Set([
      ...THINGS.map((t) => t.name),
      ...PROPERTIES,
      ...'find thing ask property guess yes no left / : ; nothing happens'.split(' '),
      ...DIGITS,
      ...CHATTER_WORDS,
    ]),
  ].sort(),
};

const isProperty = ({ properties }: QuestionsTask, fact: Fact): boolean => fact < properties.length;
const nameOf = ({ names, things }: QuestionsTask, thing: number): string => names[things[thing]!]!;
const wordOf = (task: QuestionsTask, fact: Fact): string =>
  isProperty(task, fact) ? task.properties[fact]! : nameOf(task, fact - task.properties.length);

/** The answer if `thing` were the hidden one. */
const isTrueOf = (task: QuestionsTask, fact: Fact, thing: number): boolean =>
  isProperty(task, fact) ? ((task.table[thing]! >> fact) & 1) === 1 : fact - task.properties.length === thing;

const answer = (task: QuestionsTask, fact: Fact): 'yes' | 'no' => (isTrueOf(task, fact, task.hidden) ? 'yes' : 'no');

const viewText = (task: QuestionsTask, { facts }: QuestionsState): string =>
  facts.map((f) => `${wordOf(task, f)} ${answer(task, f)}`).join(' / ') || 'nothing';

const view = (task: QuestionsTask, state: QuestionsState): Reading => ({
  text: viewText(task, state),
  full: `Known so far: ${state.facts.map((f) => `${isProperty(task, f) ? 'is it' : 'is it the'} ${wordOf(task, f)}? ${answer(task, f)}`).join('; ') || 'nothing'}.`,
});

/** Things of this game that fit every answer so far. */
function candidatesFor(task: QuestionsTask, facts: readonly Fact[]): number[] {
  const answers = facts.map((f) => isTrueOf(task, f, task.hidden));
  return task.things.flatMap((_, thing) =>
    facts.every((f, i) => isTrueOf(task, f, thing) === answers[i]) ? [thing] : [],
  );
}

/** The question expected to tell most. A guess comes before properties that tell no more: it may be right. */
function bestQuestion(task: QuestionsTask, facts: readonly Fact[], candidates: readonly number[]): Fact {
  let best = task.properties.length + candidates[0]!;
  let least = unknownAfter([1, candidates.length - 1]);
  for (let property = 0; property < task.knobs.properties; property++) {
    if (facts.includes(property)) continue;
    const yes = candidates.filter((thing) => isTrueOf(task, property, thing)).length;
    const unknown = unknownAfter([yes, candidates.length - yes]);
    if (unknown < least) [best, least] = [property, unknown];
  }
  return best;
}

const actionOf = (task: QuestionsTask, fact: Fact): string =>
  `${isProperty(task, fact) ? 'ask' : 'guess'} ${wordOf(task, fact)}`;

/** The printed table: every thing and what is true of it. */
const printed = (task: QuestionsTask): string =>
  task.things
    .map((_, thing) => [nameOf(task, thing), ...task.properties.filter((_p, p) => isTrueOf(task, p, thing))].join(' '))
    .join(' / ');

function goalReading(task: QuestionsTask): Reading {
  const { properties, isPrinted, turnLimit } = task.knobs;
  const names = task.things.map((_, thing) => nameOf(task, thing)).join(', ');
  const asked = task.properties.slice(0, properties).join(', ');
  return {
    text: isPrinted ? `find thing : ${printed(task)}` : 'find thing',
    full: `Find the hidden thing in ${turnLimit} turns: ask for a property (${asked}) or guess a thing (${names}).${isPrinted ? ` What is true of each: ${printed(task)}.` : ''}`,
  };
}

/** The game over any table of things, as many of which as the level's knobs say take part. */
export const questionsOver = (
  spec: EnvSpec,
  levels: readonly Knobs[],
  known: readonly Thing[],
  properties: readonly string[],
): Game<QuestionsTask, QuestionsState, Question> => ({
  spec,
  beliefBytes: 0,
  draw(level: number, rng: Rng) {
    const knobs = levels[level]!;
    const things = knobs.isPrinted
      ? rng
          .shuffled(known.map((_, i) => i))
          .slice(0, knobs.things)
          .sort((a, b) => a - b)
      : Array.from({ length: knobs.things }, (_, i) => i);
    const mask = (1 << knobs.properties) - 1;
    const table = things.map((thing) => (knobs.isPrinted ? rng.below(mask + 1) : known[thing]!.properties & mask));
    if (new Set(table).size < table.length) return null;
    const given = rng
      .shuffled(Array.from({ length: knobs.properties }, (_, p) => p))
      .slice(0, knobs.given)
      .sort((a, b) => a - b);
    const names = known.map((thing) => thing.name);
    return { knobs, names, properties, things, table, hidden: rng.below(knobs.things), given };
  },
  key(task) {
    const game = `${nameOf(task, task.hidden)} after ${viewText(task, { facts: task.given })}`;
    return task.knobs.isPrinted ? `${game} | ${printed(task)}` : game;
  },
  /** Pairs of the hidden thing and the properties that are given; where the table is printed, things and what is true of them. */
  withheld: (task) =>
    hashText(
      `withheld ${nameOf(task, task.hidden)} ${task.knobs.isPrinted ? task.table[task.hidden]! : task.given.join(' ')}`,
    ) %
      100 <
    15,
  start: ({ given }) => ({ facts: given }),
  goal: goalReading,
  opening: (task) => view(task, { facts: task.given }),
  moves: () => MOVES,
  read(task, _state, action) {
    const [verb, word, ...rest] = action.split(' ', 3);
    if (rest.length > 0) return null;
    const index =
      verb === 'ask'
        ? task.properties.slice(0, task.knobs.properties).findIndex((p) => p === word)
        : verb === 'guess'
          ? task.things.findIndex((_, thing) => nameOf(task, thing) === word)
          : -1;
    return index === -1 ? null : { text: action, fact: verb === 'ask' ? index : task.properties.length + index };
  },
  fillIn(task, action, rng) {
    if (action === ASK) return actionOf(task, rng.below(task.knobs.properties));
    return action === GUESS ? actionOf(task, task.properties.length + rng.below(task.things.length)) : action;
  },
  act(task, state, { fact }) {
    const next = state.facts.includes(fact) ? state : { facts: [...state.facts, fact] };
    return { state: next, reading: { ...view(task, next), brief: answer(task, fact) } };
  },
  refusal: (task, state) => refused(view(task, state)),
  anchor: viewText,
  outcome(task, { facts }) {
    const won = facts.includes(task.properties.length + task.hidden);
    return { won, dead: false, score: won ? 1 : 0 };
  },
  distance: (task, { facts }) => (facts.includes(task.properties.length + task.hidden) ? 0 : 1),
  oracle(task, { facts }) {
    const candidates = candidatesFor(task, facts);
    const action = actionOf(task, bestQuestion(task, facts, candidates));
    return { think: `${digits(candidates.length)} left ; ${action}`, action };
  },
  /** One byte a fact, plus one; then zeros. */
  pack({ knobs: { given, turnLimit } }, { facts }) {
    const bytes = new Uint8Array(given + turnLimit);
    bytes.set(facts.map((f) => f + 1));
    return bytes;
  },
  unpack(task, bytes, turn) {
    const { knobs, things, given } = task;
    if (bytes.length !== knobs.given + knobs.turnLimit) return null;
    const end = bytes.includes(0) ? bytes.indexOf(0) : bytes.length;
    const facts = [...bytes.subarray(0, end)].map((b) => b - 1);
    const isKnown = (f: Fact): boolean =>
      isProperty(task, f) ? f < knobs.properties : f - task.properties.length < things.length;
    const isSound =
      facts.length <= given.length + turn &&
      given.every((f, i) => facts[i] === f) &&
      facts.every(isKnown) &&
      new Set(facts).size === facts.length &&
      bytes.subarray(end).every((b) => b === 0);
    return isSound ? { facts } : null;
  },
  scene(task, { facts }): QuestionsScene {
    const left = new Set(candidatesFor(task, facts));
    return {
      kind: 'questions',
      turns: task.knobs.turnLimit,
      facts: facts.map((fact, i) => ({
        about: wordOf(task, fact),
        isGuess: !isProperty(task, fact),
        answer: answer(task, fact),
        given: i < task.given.length,
        left: candidatesFor(task, facts.slice(0, i + 1)).length,
      })),
      things: task.things.map((_, thing) => ({ name: nameOf(task, thing), fits: left.has(thing) })),
      hidden: nameOf(task, task.hidden),
      found: facts.includes(task.properties.length + task.hidden),
    };
  },
});

export const QUESTIONS = questionsOver(SPEC, LEVELS, THINGS, PROPERTIES);
