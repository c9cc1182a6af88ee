/**
 * The control words of the agent language as token ids, and text both ways. Every control word is one token, so a
 * response is parsed on ids. Must not build prompts.
 */
import { TurnlabError } from '../core/errors.ts';

/** What rollout asks of a tokenizer. */
export interface TextCodec {
  /** Words separated by single spaces. */
  encode(text: string): Uint32Array;
  decode(ids: Uint32Array): string;
}

export const CONTROL_WORDS = {
  task: '<task>',
  history: '<hist>',
  observation: '<obs>',
  admissible: '<adm>',
  thinkOpen: '<think>',
  thinkClose: '</think>',
  actionOpen: '<action>',
  actionClose: '</action>',
  step: '>',
  caused: ':',
  or: '|',
} as const;

/** Words that prompts are punctuated with; part of every vocabulary. */
export const SEPARATORS: readonly string[] = [CONTROL_WORDS.step, CONTROL_WORDS.caused, CONTROL_WORDS.or];

export type ControlIds = Readonly<Record<keyof typeof CONTROL_WORDS, number>>;

export interface Codec extends TextCodec {
  readonly control: ControlIds;
}

/** Throws TurnlabError `bad-file` when the tokenizer splits a control word. */
export function codecOf(tokenizer: TextCodec): Codec {
  const entries = Object.entries(CONTROL_WORDS).map(([name, word]) => {
    const ids = tokenizer.encode(word);
    if (ids.length !== 1)
      throw new TurnlabError(
        'bad-file',
        `This tokenizer has no single token for ${word}.`,
        'Use a tokenizer.json written by turnlab.',
      );
    return [name, ids[0]!] as const;
  });
  return {
    encode: (text) => tokenizer.encode(text),
    decode: (ids) => tokenizer.decode(ids),
    control: Object.fromEntries(entries) as Record<keyof typeof CONTROL_WORDS, number>,
  };
}
