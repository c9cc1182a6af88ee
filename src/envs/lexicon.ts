/** The words of all environments, sorted: the tokenizer's word list. Must not know what a token id is. */
import { ENV_IDS, specOf } from './registry.ts';

/** Sorted by UTF-16 code unit; no duplicates. Adding an environment may shift positions, so a checkpoint keeps its own copy. */
export const LEXICON: readonly string[] = [...new Set(ENV_IDS.flatMap((id) => specOf(id).words))].sort();
