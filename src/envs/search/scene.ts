/** What a drawing of a SearchQA episode needs, as plain JSON: the question, what is in view, the way to the answer, the log. */
import type { Subset } from './question.ts';
import { PASSAGE_WORDS, QUERY_WORDS } from './relations.ts';
import { hitsOf, type SearchState, type SearchTask } from './task.ts';
import { passageReading, questionReading, titleOf } from './text.ts';

export interface ScenePassage {
  /** "ba cor". */
  readonly title: string;
  /** What it says, in sentences, its title first. */
  readonly text: string;
  /** Needed for the answer. Hidden from the agent. */
  readonly gold: boolean;
}

export interface SearchScene {
  readonly kind: 'search';
  readonly subset: Subset;
  readonly isFixed: boolean;
  readonly question: string;
  /** Best first. */
  readonly view: readonly ScenePassage[];
  /** The passages to be read, in order. Hidden from the agent; `known`: it has read them. */
  readonly way: readonly { readonly title: string; readonly known: boolean }[];
  readonly answered: { readonly text: string; readonly isRight: boolean } | null;
  /** The right answer. Hidden from the agent. */
  readonly answer: string;
  /** Earlier searches and the present one, oldest first, with the titles each brought. */
  readonly known: readonly { readonly query: string; readonly titles: readonly string[] }[];
}

export function searchScene(task: SearchTask, state: SearchState): SearchScene {
  const answer = titleOf(task, task.answer);
  const text = (state.answered ?? []).map((w) => QUERY_WORDS[w]!).join(' ');
  return {
    kind: 'search',
    subset: task.subset,
    isFixed: task.isFixed,
    question: questionReading(task).full,
    view: state.view.map((passage) => {
      return {
        title: titleOf(task, passage),
        text: passageReading(task, passage).full,
        gold: task.gold.includes(passage),
      };
    }),
    way: task.gold.map((passage) => ({ title: titleOf(task, passage), known: state.read.includes(passage) })),
    answered: state.answered === null ? null : { text, isRight: text === answer },
    answer,
    known: state.log.map((query) => ({
      query: query.map((w) => PASSAGE_WORDS[w]!).join(' '),
      titles: hitsOf(task, query).map((passage) => titleOf(task, passage)),
    })),
  };
}
