/**
 * The expert of SearchQA. It knows the question, the passages it has read and how such questions are built; never an unread
 * passage. It follows the question hop by hop, searches for the name it needs next, and answers when the last fact has been
 * read. Its thought names the facts, then the whole action, so that the action is a copy.
 */
import type { OracleMove } from '../env.ts';
import { AGE, nameText, RELATIONS } from './relations.ts';
import { afterSearch, type SearchState, type SearchTask } from './task.ts';
import { ageText } from './text.ts';
import { factOf } from './world.ts';

/** `facts`, then either the words of a search or a thing to answer with. */
type Decision =
  | { readonly facts: string; readonly search: string }
  | { readonly facts: string; readonly answer: number };

export function searchOracle(task: SearchTask, state: SearchState): OracleMove | null {
  if (state.answered !== null) return null;
  const decision = decide(task, state);
  const action =
    'search' in decision ? `search ${decision.search}` : `answer ${nameText(task.world.names[decision.answer]!)}`;
  return { think: `${decision.facts} ; ${action}`, action };
}

/**
 * Turns the expert still needs, counted by playing it; null when more than any episode has. Other environments count the
 * turns of a player who knows everything; here that one would answer at once and no turn could be told from another.
 */
export function expertTurns(task: SearchTask, state: SearchState): number | null {
  let at = state;
  for (let turn = 1; turn <= MOST_TURNS; turn++) {
    const decision = decide(task, at);
    if ('answer' in decision) return turn;
    at = afterSearch(task, at, decision.search.split(' '));
  }
  return null;
}
const MOST_TURNS = 6;

function decide(task: SearchTask, state: SearchState): Decision {
  const { question, world } = task;
  const name = (thing: number): string => nameText(world.names[thing]!);
  const hasRead = (thing: number): boolean => state.read.includes(thing);
  switch (question.kind) {
    case 'chain': {
      let facts = 'find';
      let at = question.topic;
      for (const relation of question.relations) {
        if (!hasRead(at)) return { facts: `${facts} ${name(at)}`, search: name(at) };
        facts = RELATIONS[relation]!.noun;
        at = factOf(world, at, relation)!.object;
      }
      return { facts: `${facts} ${name(at)}`, answer: at };
    }
    case 'reverse': {
      const { said, from } = RELATIONS[question.relation]!;
      const found = state.read.find((thing) => factOf(world, thing, question.relation)?.object === question.object);
      const object = name(question.object);
      if (found !== undefined) {
        const { way } = factOf(world, found, question.relation)!;
        return { facts: `${name(found)} ${said[way]!} ${object}`, answer: found };
      }
      // Passages say it in one of two ways; the first words tell them apart.
      const verbs = said.map((s) => s.split(' ')[0]!);
      return { facts: `find ${from}`, search: `${verbs.join(' ')} ${object}` };
    }
    case 'older': {
      const [a, b] = question.pair;
      const ageOf = (thing: number): string => ageText(factOf(world, thing, AGE)!.object);
      if (!hasRead(a)) return { facts: `find ${name(a)}`, search: name(a) };
      if (!hasRead(b)) return { facts: `${name(a)} aged ${ageOf(a)}`, search: name(b) };
      const [older, younger] = ageOf(a) > ageOf(b) ? [a, b] : [b, a];
      return { facts: `${ageOf(older)} over ${ageOf(younger)}`, answer: older };
    }
    default:
      return question satisfies never;
  }
}
