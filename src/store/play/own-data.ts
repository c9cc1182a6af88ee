/**
 * A person's own passages, words or things as something to play. Reads text that is here already: nothing is sent anywhere,
 * and nothing is kept beyond this tab. Must not know where the text came from.
 */
import type { Env } from '../../envs/env.ts';
import type { Game, Move } from '../../envs/game.ts';
import { ownQuestions, ownWordle } from '../../envs/guess/own-games.ts';
import { parseThings, parseWords } from '../../envs/guess/own-lists.ts';
import { Machine } from '../../envs/machine.ts';
import { parseCorpus, type Corpus } from '../../envs/search/corpus.ts';
import { ownSearch } from '../../envs/search/own-search.ts';
import { plainWords } from '../../envs/search/plain-words.ts';
import { PASSAGES_SHOWN } from '../../envs/search/task.ts';
import { SPLITS } from '../../envs/split.ts';
import { freshTokenizer } from '../../rollout/vocabulary.ts';
import { MAX_PROMPT } from '../../train/fresh-policy.ts';
import type { OwnKind } from './own-examples.ts';
import type { Playable } from './playable.ts';

/** Passages that are looked at to say how an agent would fare with them. */
const SAMPLE = 300;

/** Throws TurnlabError `bad-file` that names the first line at fault. */
export function readOwn(kind: OwnKind, text: string): Playable {
  switch (kind) {
    case 'search': {
      const corpus = parseCorpus(text);
      return playable(ownSearch(corpus), 'search', corpusWarning(corpus));
    }
    case 'wordle': {
      const list = parseWords(text);
      return playable(ownWordle(list), 'wordle', wordWarning(list.letters, 'letters'));
    }
    case 'questions': {
      const table = parseThings(text);
      const words = [...table.things.map(({ name }) => name), ...table.properties];
      return playable(ownQuestions(table), 'questions', wordWarning(words, 'words'));
    }
    default:
      return kind satisfies never;
  }
}

function playable<T, S, M extends Move>(game: Game<T, S, M>, trainedOn: string, warning: string): Playable {
  const make = (): Env => new Machine(game);
  const { title } = game.spec.levels[0]!;
  return {
    spec: game.spec,
    splits: SPLITS.filter((split) => hasTask(make(), split)),
    make,
    trainedOn,
    about: `Your own data: ${title}. It stays in this tab and is gone when the tab is closed.`,
    warning: `${warning} It cannot be trained on: a run is described by its settings alone, and these would have to hold your data too.`,
  };
}

/** A short list may leave a split empty, as what is in which follows from the content. */
function hasTask(env: Env, split: Playable['splits'][number]): boolean {
  try {
    env.reset({ env: env.spec.id, level: 0, split, seed: 0 });
    return true;
  } catch {
    return false;
  }
}

function corpusWarning({ passages }: Corpus): string {
  const tokenizer = freshTokenizer();
  const sample = passages.slice(0, SAMPLE).map(({ title, text }) => plainWords(`${title} ${text}`));
  const words = sample.flat();
  const unknown = words.filter((word) => tokenizer.idOf(word) === undefined).length;
  const tokens = sample.reduce((sum, one) => sum + tokenizer.encode(one.join(' ')).length, 0);
  const atOnce = Math.min(PASSAGES_SHOWN, passages.length);
  const shown = Math.round((atOnce * tokens) / sample.length);
  const take = `${atOnce === 1 ? 'A passage takes' : `${atOnce} passages take`} about ${shown}`;
  const share = `${Math.round((100 * unknown) / Math.max(1, words.length))} % of its words are outside an agent’s vocabulary and are spelled byte by byte.`;
  const room =
    shown > MAX_PROMPT
      ? `${take} tokens; a prompt has room for ${MAX_PROMPT}, so an agent sees only the beginning.`
      : `${take} of the ${MAX_PROMPT} tokens that a prompt has room for.`;
  return `${share} ${room}`;
}

function wordWarning(words: readonly string[], what: string): string {
  const tokenizer = freshTokenizer();
  const unknown = words.filter((word) => tokenizer.idOf(word) === undefined);
  if (unknown.length === 0) return `All its ${what} are in an agent’s vocabulary, but it has learnt another list.`;
  const some = unknown.slice(0, 5).join(', ');
  return `${unknown.length} of its ${words.length} ${what} (${some}${unknown.length > 5 ? ', …' : ''}) are outside an agent’s vocabulary and are spelled byte by byte; it has learnt another list.`;
}
