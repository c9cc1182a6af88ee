/**
 * Everything SearchQA says, twice: compact words for small models and plain sentences for people and pretrained models.
 * Questions and passages never use the same words for a relation. Reads the state, never changes it.
 */
import type { Reading } from '../game.ts';
import { refused } from '../refusal.ts';
import { AGE, INFERRED, nameText, properName, QUERY_WORDS, RELATIONS } from './relations.ts';
import type { SearchState, SearchTask } from './task.ts';

/** "4 2" */
export const ageText = (age: number): string => String(age).split('').join(' ');

export function questionReading({ question, world }: SearchTask): Reading {
  const name = (thing: number): string => nameText(world.names[thing]!);
  const proper = (thing: number): string => properName(world.names[thing]!);
  switch (question.kind) {
    case 'chain': {
      const { topic, relations, inferred } = question;
      const nouns = inferred === -1 ? relations.map((r) => RELATIONS[r]!.noun).reverse() : [INFERRED[inferred]!.noun];
      return {
        text: `${nouns.join(' of ')} of ${name(topic)}`,
        full: `Name the ${nouns.join(' of the ')} of ${proper(topic)}.`,
      };
    }
    case 'reverse': {
      const { from, said, full } = RELATIONS[question.relation]!;
      const { object } = question;
      return { text: `${from} ${said[0]} ${name(object)}`, full: `Which ${from} ${full[0]} ${proper(object)}?` };
    }
    case 'older': {
      const [a, b] = question.pair;
      return { text: `older of ${name(a)} or ${name(b)}`, full: `Who is older, ${proper(a)} or ${proper(b)}?` };
    }
    default:
      return question satisfies never;
  }
}

export const titleOf = ({ world }: SearchTask, passage: number): string => nameText(world.names[passage]!);

/** What a passage says, its title first. */
export function passageReading(task: SearchTask, passage: number): Reading {
  const { facts, names } = task.world;
  const proper = (thing: number): string => properName(names[thing]!);
  const said = facts[passage]!.map(({ relation, object, way }) => {
    const { said: words, full } = RELATIONS[relation]!;
    const isAge = relation === AGE;
    return {
      text: `${words[way]!} ${isAge ? ageText(object) : titleOf(task, object)}`,
      full: `${proper(passage)} ${full[way]!} ${isAge ? `${object} years` : proper(object)}.`,
    };
  });
  return {
    text: `${titleOf(task, passage)} : ${said.map((s) => s.text).join(' , ')}`,
    full: `${proper(passage)}: ${said.map((s) => s.full).join(' ')}`,
  };
}

export const NO_MATCH: Reading = { text: 'nothing found', full: 'No passage holds any of these words.' };

/** What the last search brought. Later prompts remember its best passage. */
export function viewReading(task: SearchTask, state: SearchState): Reading {
  if (state.view.length === 0) return { text: 'nothing read', full: 'No passage is before you.' };
  const passages = state.view.map((p) => passageReading(task, p));
  return {
    text: passages.map((p, i) => `${i + 1} ${p.text}`).join(' ; '),
    full: passages.map((p, i) => `[${i + 1}] ${p.full}`).join(' '),
    brief: passages[0]!.text,
  };
}

export const answeredReading = ({ answered }: SearchState): Reading => {
  const words = (answered ?? []).map((w) => QUERY_WORDS[w]!).join(' ');
  return { text: `answered ${words}`, full: `You have answered: ${words}.` };
};

/** An impossible action leaves the agent where it is; the passages stay in view. */
export const refusalReading = (task: SearchTask, state: SearchState): Reading =>
  refused(state.answered === null ? viewReading(task, state) : answeredReading(state));
