/** The expert of SearchQA over own passages, and the distance, counted by playing it. */
import { afterSearch, knownWords, queryOf, TURN_LIMIT, type OwnState, type OwnTask } from './own-task.ts';
import { plainWords } from './plain-words.ts';

/**
 * The expert's next action. What the sentences of a person mean nobody has told it: it is shown the answer and where that
 * stands, searches until it has such a passage before it (first with the question, then by title), and answers.
 */
export function decide(task: OwnTask, state: OwnState): { facts: string; action: string } {
  const { shelf, question, answers, gold } = task;
  const found = gold.find((passage) => state.read.includes(passage));
  const titleOf = (passage: number): string => queryOf(shelf.passages[passage]!.title);
  // As the passages are shown to agents: lower case, without signs.
  const answer = `answer ${plainWords(answers[0]!).join(' ')}`;
  if (found !== undefined) return { facts: titleOf(found), action: answer };
  const isFirst = state.log.length === 0;
  const title = gold[0] === undefined ? '' : titleOf(gold[0]);
  const query = queryOf(question);
  if (isFirst && knownWords(shelf, query).length > 0) return { facts: 'find', action: `search ${query}` };
  // A title may be all signs, and what was searched once brings the same again.
  const isNew =
    knownWords(shelf, title).length > 0 && !state.log.some((made) => made.join() === knownWords(shelf, title).join());
  return isNew ? { facts: 'find', action: `search ${title}` } : { facts: 'nothing found', action: answer };
}

/** Turns the expert still needs, counted by playing it. */
export function expertTurns(task: OwnTask, state: OwnState): number {
  let at = state;
  for (let turn = 1; ; turn++) {
    const { action } = decide(task, at);
    if (action.startsWith('answer ') || turn === TURN_LIMIT) return turn;
    at = afterSearch(task.shelf, at, action.slice('search '.length));
  }
}
