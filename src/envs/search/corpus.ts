/**
 * Reads a person's own passages and questions from JSONL text, one object per line:
 *   {"id": "d1", "title": "Danube", "text": "The Danube rises in Germany."}
 *   {"question": "Where does the Danube rise?", "answer": "Germany", "gold": ["d1"]}
 * `answer` may be a list of accepted answers; `gold` (passages that hold the answer) may be left out. Empty lines and further
 * fields are passed over. Pure: no files, no network. Must not know how the corpus is played.
 */
import { TurnlabError } from '../../core/errors.ts';
import { plainWords } from './plain-words.ts';

export interface CorpusPassage {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface CorpusQuestion {
  readonly question: string;
  /** At least one. */
  readonly answers: readonly string[];
  /** Positions in the list of passages. */
  readonly gold: readonly number[];
}

export interface Corpus {
  readonly passages: readonly CorpusPassage[];
  readonly questions: readonly CorpusQuestion[];
}

/** Enough for a tab, and small enough that a wrong file is refused before it fills the memory. */
export const MOST = {
  characters: 20_000_000,
  passages: 50_000,
  questions: 50_000,
  field: 4_000,
  list: 50,
  /** Characters: an answer has to be written in one action. */
  answer: 200,
};

type Fields = Readonly<Record<string, unknown>>;

/** Throws TurnlabError `bad-file` that names the first line at fault (from 1) and what is wrong with it. */
export function parseCorpus(jsonl: string): Corpus {
  if (jsonl.length > MOST.characters)
    throw refusal(`The file has more than ${MOST.characters} characters.`, 'Split it, or keep the passages you need.');
  const passages: CorpusPassage[] = [];
  const positions = new Map<string, { position: number; line: number }>();
  const asked: { line: number; question: string; answers: string[]; gold: string[] }[] = [];

  jsonl
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((text, i) => {
      const line = i + 1;
      if (text.trim() === '') return;
      const fields = fieldsOf(text, line);
      if ('question' in fields) {
        const question = textOf(fields, 'question', line);
        const answers = 'answer' in fields ? listOf(fields, 'answer', line) : [];
        if (answers.length === 0) throw fault(line, 'the question has no "answer"');
        // As it is played: one sign may stand for a whole phrase.
        if (answers.some((answer) => Math.max(answer.length, plainWords(answer).join(' ').length) > MOST.answer))
          throw fault(line, `"answer" has more than ${MOST.answer} characters`);
        asked.push({ line, question, answers, gold: 'gold' in fields ? listOf(fields, 'gold', line) : [] });
        if (asked.length > MOST.questions) throw fault(line, `there are more than ${MOST.questions} questions`);
        return;
      }
      if (!('text' in fields)) throw fault(line, 'it has neither "text" (a passage) nor "question"');
      const id = textOf(fields, 'id', line);
      const earlier = positions.get(id);
      if (earlier !== undefined) throw fault(line, `the id ${shown(id)} is that of line ${earlier.line} already`);
      positions.set(id, { position: passages.length, line });
      passages.push({ id, title: textOf(fields, 'title', line), text: textOf(fields, 'text', line) });
      if (passages.length > MOST.passages) throw fault(line, `there are more than ${MOST.passages} passages`);
    });

  if (passages.length === 0) throw refusal('The file holds no passage.', 'Add lines with "id", "title" and "text".');
  if (asked.length === 0) throw refusal('The file holds no question.', 'Add lines with "question" and "answer".');
  const questions = asked.map(({ line, question, answers, gold }) => ({
    question,
    answers,
    gold: gold.map((id) => {
      const found = positions.get(id);
      if (found === undefined) throw fault(line, `no passage has the id ${shown(id)} of its "gold"`);
      return found.position;
    }),
  }));
  return { passages, questions };
}

/** The same corpus as text that is read back as it is, without further fields. */
export const writeCorpus = ({ passages, questions }: Corpus): string =>
  [
    ...passages.map(({ id, title, text }) => ({ id, title, text })),
    ...questions.map(({ question, answers, gold }) => ({
      question,
      answer: answers,
      gold: gold.map((position) => passages[position]!.id),
    })),
  ]
    .map((line) => JSON.stringify(line))
    .join('\n');

function fieldsOf(text: string, line: number): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault(line, 'it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault(line, 'it is not an object');
  // Only a line's own fields count: "toString" is none of them.
  return Object.assign(Object.create(null) as Fields, value);
}

/** Trimmed, not empty, without control characters or halves of characters. */
function textOf(fields: Fields, name: string, line: number): string {
  if (!(name in fields)) throw fault(line, `"${name}" is missing`);
  return cleanText(fields[name], name, line);
}

function listOf(fields: Fields, name: string, line: number): string[] {
  const value = fields[name];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MOST.list) throw fault(line, `"${name}" lists more than ${MOST.list} entries`);
  return list.map((entry) => cleanText(entry, name, line));
}

function cleanText(value: unknown, name: string, line: number): string {
  if (typeof value !== 'string') throw fault(line, `"${name}" is not text`);
  const text = value.trim();
  if (text === '') throw fault(line, `"${name}" is empty`);
  if (text.length > MOST.field) throw fault(line, `"${name}" has more than ${MOST.field} characters`);
  if (/\p{Cs}|[^\P{Cc}\t\n\r]/u.test(text)) throw fault(line, `"${name}" holds control characters`);
  if (!/[\p{L}\p{N}]/u.test(text)) throw fault(line, `"${name}" holds no letter or digit`);
  return text;
}

/** A name from the file, short enough for a message. */
const shown = (id: string): string => JSON.stringify(id.length > 40 ? `${id.slice(0, 40)}…` : id);

const refusal = (sentence: string, next: string): TurnlabError => new TurnlabError('bad-file', sentence, next);
const fault = (line: number, what: string): TurnlabError =>
  refusal(`Line ${line} of the corpus: ${what}.`, 'Correct that line and read it again.');
