/** The tokenizer that every fresh agent starts with. Must not know how a text becomes a prompt. */
import { LEXICON } from '../envs/lexicon.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { SEPARATORS } from './codec.ts';

/** V of every fresh model. Ids after the last word are reserved: an environment added later changes no byte of the others. */
export const VOCABULARY_SIZE = 1024;

/**
 * `own`: words of the environment that is trained on, the most wanted first. Those of own data that the lexicon lacks take the
 * reserved ids, as many as there are; for the environments of the lexicon they change nothing. Throws TurnlabError `bad-argument`
 * once the lexicon has more words than places.
 */
export function freshTokenizer(own: readonly string[] = []): Tokenizer {
  const known = new Set([...SEPARATORS, ...LEXICON]);
  const room = Math.max(0, VOCABULARY_SIZE - Tokenizer.sizeFor(known.size));
  const more = own.filter((word) => !known.has(word)).slice(0, room);
  return Tokenizer.fromWords([...known, ...more], VOCABULARY_SIZE);
}
