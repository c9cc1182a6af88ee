/** The tokenizer that every fresh agent starts with. Must not know how a text becomes a prompt. */
import { LEXICON } from '../envs/lexicon.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { SEPARATORS } from './codec.ts';

/** V of every fresh model. Ids after the last word are reserved: an environment added later changes no byte of the others. */
export const VOCABULARY_SIZE = 1024;

/** Throws TurnlabError `bad-argument` once the environments have more words than places. */
export const freshTokenizer = (): Tokenizer =>
  Tokenizer.fromWords([...new Set([...SEPARATORS, ...LEXICON])], VOCABULARY_SIZE);
