/**
 * Phrases that say nothing: the tail that the verbosity knob plants after a decision, and the excuses of a wasted turn.
 * Words here are part of every environment's word list.
 */
export const CHATTER: readonly string[] = [
  'let me see',
  'wait',
  'maybe so',
  'i am not sure',
  'that seems right',
  'think once more',
  'yes i think so',
];

/** Facts of a wasted turn: there are none. */
export const EXCUSES: readonly string[] = ['check again', 'not sure', 'maybe again'];

export const CHATTER_WORDS: readonly string[] = [...new Set([...CHATTER, ...EXCUSES].flatMap((p) => p.split(' ')))];
