/**
 * A person's own passages, words or things as an environment like the others. Its id is made of its content, so that settings,
 * links and checkpoints name it without holding it: the same data has the same id everywhere, other data never. Reads
 * text that is here already; must not know where it came from, and keeps it for as long as the program runs.
 */
import { ownKindOf, type OwnKind } from '../core/environments.ts';
import { TurnlabError } from '../core/errors.ts';
import { sha256 } from '../core/sha256.ts';
import { ownQuestions, ownWordle } from './guess/own-games.ts';
import { parseThings, parseWords, writeThings, writeWords } from './guess/own-lists.ts';
import { addWorld } from './registry.ts';
import { parseCorpus, writeCorpus } from './search/corpus.ts';
import { ownSearch } from './search/own-search.ts';
import { worldOf, type World } from './world.ts';

const DIGITS = 16;
const TEXTS = new Map<string, string>();

/** Makes the environment known to the registry and gives its id. Throws TurnlabError `bad-file` that names the first line at fault. */
export function bringOwn(kind: OwnKind, text: string): string {
  switch (kind) {
    case 'search': {
      const corpus = parseCorpus(text);
      return bring(kind, writeCorpus(corpus), (id) => worldOf(ownSearch(id, corpus)));
    }
    case 'wordle': {
      const list = parseWords(text);
      return bring(kind, writeWords(list), (id) => worldOf(ownWordle(id, list)));
    }
    case 'questions': {
      const table = parseThings(text);
      return bring(kind, writeThings(table), (id) => worldOf(ownQuestions(id, table)));
    }
    default:
      return kind satisfies never;
  }
}

/** Hashes what was read, not how it was written: line ends, comments and case make no other environment. */
function bring(kind: OwnKind, text: string, make: (id: string) => World): string {
  const id = `own-${kind}-${sha256(new TextEncoder().encode(text)).slice(0, DIGITS)}`;
  if (!TEXTS.has(id)) {
    addWorld(make(id));
    TEXTS.set(id, text);
  }
  return id;
}

/** What an environment was made of, as text; undefined for one that is not over own data, or was not brought. */
export const ownTextOf = (id: string): string | undefined => TEXTS.get(id);

/** Brings what was kept for the environment of this id; of none that is not over own data. Throws TurnlabError `bad-file` when that is
 * other data. */
export function bringBack(id: string, text: string | undefined): void {
  const kind = ownKindOf(id);
  if (kind === null || text === undefined || TEXTS.has(id)) return;
  const refusal = new TurnlabError(
    'bad-file',
    `The data kept with this run is not that of ${id}.`,
    'Use the run as it was written.',
  );
  if (idOf(kind, text, refusal) !== id) throw refusal;
}

/** A line at fault is none that somebody can correct: `refusal` says what is. */
function idOf(kind: OwnKind, text: string, refusal: TurnlabError): string {
  try {
    return bringOwn(kind, text);
  } catch {
    throw refusal;
  }
}
