/**
 * The toy tokenizer: one token a word, bytes for the rest, saved as a Hugging Face tokenizer.json.
 *
 * Ids: 32 control tokens, 256 byte tokens <0x00>…<0xFF>, the gap "▁" (a space with no known word after it), then words,
 * then reserved ids up to `size`, so that a checkpoint survives new words.
 * Rule: a text is split on single spaces into pieces, and every piece stands for " piece". A control token or a known
 * word is one token; any other piece is the gap token followed by its UTF-8 bytes. Decoding joins all of it and drops
 * the one space in front, so decode(encode(text)) === text for every well-formed string.
 * tokenizer.json states the same as BPE without merges (ignore_merges, byte_fallback, "▁" for the space), which
 * `tokenizers` encodes alike for texts without a literal "▁" and with control tokens standing between spaces.
 * Must not know any environment: the words are given to it.
 */
import { TurnlabError } from '../core/errors.ts';
import { field, parseJsonObject, type JsonObject } from './json.ts';

/** In id order; names the rest of the lab relies on. Free places up to 32 are reserved. */
export const CONTROL_TOKENS = [
  '<pad>',
  '<bos>',
  '<eos>',
  '<task>',
  '<hist>',
  '<obs>',
  '<adm>',
  '<think>',
  '</think>',
  '<action>',
  '</action>',
  '<search>',
  '</search>',
  '<answer>',
  '</answer>',
  '<information>',
  '</information>',
] as const;
export type ControlToken = (typeof CONTROL_TOKENS)[number];

const CONTROL_COUNT = 32;
const BYTE_START = CONTROL_COUNT;
const GAP = BYTE_START + 256;
const WORD_START = GAP + 1;
const SPACE_MARK = '▁';

const UTF8 = new TextEncoder();
// ignoreBOM keeps a leading U+FEFF, which the decoder would swallow.
const FROM_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

const controlName = (id: number): string => CONTROL_TOKENS[id] ?? `<control_${id}>`;
const byteName = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;

export class Tokenizer {
  /** V: every id is below this. */
  readonly size: number;
  readonly words: readonly string[];
  /** Piece -> id, for pieces that are one token. */
  readonly #ids: ReadonlyMap<string, number>;

  private constructor(words: readonly string[], size: number) {
    this.size = size;
    this.words = words;
    this.#ids = new Map([
      ...CONTROL_TOKENS.map((name, id): [string, number] => [name, id]),
      ...words.map((word, i): [string, number] => [word, WORD_START + i]),
    ]);
  }

  /**
   * `words` in id order, padded with reserved ids to `size`. Throws TurnlabError `bad-argument` on a word that is
   * empty, repeated, holds a space or "▁", or is a control token, and when they do not fit.
   */
  static fromWords(words: readonly string[], size: number): Tokenizer {
    const problem = problemWith(words, size);
    if (problem) throw new TurnlabError('bad-argument', `Vocabulary: ${problem}.`);
    return new Tokenizer([...words], size);
  }

  /** Smallest `size` for this many words. */
  static sizeFor(wordCount: number): number {
    return WORD_START + wordCount;
  }

  control(name: ControlToken): number {
    return CONTROL_TOKENS.indexOf(name);
  }

  /** Id of a control token or word; undefined when the piece would be spelled in bytes. */
  idOf(piece: string): number | undefined {
    return this.#ids.get(piece);
  }

  /** A lone surrogate becomes U+FFFD, as everywhere in UTF-8. The empty text has no tokens. */
  encode(text: string): Uint32Array<ArrayBuffer> {
    if (text === '') return new Uint32Array(0);
    const out: number[] = [];
    for (const piece of text.split(' ')) {
      const id = this.#ids.get(piece);
      if (id !== undefined) out.push(id);
      else {
        out.push(GAP);
        for (const byte of UTF8.encode(piece)) out.push(BYTE_START + byte);
      }
    }
    return Uint32Array.from(out);
  }

  /** Bytes that are not UTF-8 become U+FFFD; ids outside the vocabulary throw TurnlabError `bad-argument`. */
  decode(ids: Iterable<number>): string {
    let text = '';
    let bytes: number[] = [];
    const spell = (): void => {
      text += FROM_UTF8.decode(Uint8Array.from(bytes));
      bytes = [];
    };
    for (const id of ids) {
      if (id >= BYTE_START && id < GAP) bytes.push(id - BYTE_START);
      else {
        if (bytes.length > 0) spell();
        text += ` ${this.#piece(id)}`;
      }
    }
    spell();
    return text.startsWith(' ') ? text.slice(1) : text;
  }

  /** One token for a screen: the word, the control token, a byte as <0x41>, "▁" for the gap. */
  label(id: number): string {
    if (id >= BYTE_START && id < GAP) return byteName(id - BYTE_START);
    return id === GAP ? SPACE_MARK : this.#piece(id);
  }

  /** Text of a token that is not a byte, without the space in front of it. */
  #piece(id: number): string {
    if (!Number.isInteger(id) || id < 0 || id >= this.size)
      throw new TurnlabError('bad-argument', `Token ${id} is outside the vocabulary of ${this.size}.`);
    if (id < CONTROL_COUNT) return controlName(id);
    if (id === GAP) return '';
    return this.words[id - WORD_START] ?? `<reserved_${id}>`;
  }

  /** The vocabulary's key of an id. */
  #name(id: number): string {
    if (id >= BYTE_START && id < GAP) return byteName(id - BYTE_START);
    const isWord = id >= GAP && id - WORD_START < this.words.length;
    return isWord ? SPACE_MARK + this.#piece(id) : this.#piece(id);
  }

  /** tokenizer.json. Deterministic bytes. */
  toJson(): Uint8Array<ArrayBuffer> {
    const control = Array.from({ length: CONTROL_COUNT }, (_, id) => controlName(id));
    const vocabulary = Array.from({ length: this.size }, (_, id): [string, number] => [this.#name(id), id]);
    const json = {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: control.map((content, id) => ({
        id,
        content,
        single_word: false,
        // The spaces around a control token are the rule's own and carry nothing.
        lstrip: true,
        rstrip: true,
        normalized: false,
        special: true,
      })),
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Prepend', prepend: SPACE_MARK },
          { type: 'Replace', pattern: { String: ' ' }, content: SPACE_MARK },
        ],
      },
      pre_tokenizer: {
        type: 'Split',
        pattern: { Regex: `${SPACE_MARK}[^${SPACE_MARK}]*` },
        behavior: 'Isolated',
        invert: false,
      },
      post_processor: null,
      decoder: {
        type: 'Sequence',
        decoders: [
          { type: 'Replace', pattern: { String: SPACE_MARK }, content: ' ' },
          { type: 'ByteFallback' },
          { type: 'Fuse' },
          { type: 'Strip', content: ' ', start: 1, stop: 0 },
        ],
      },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: true,
        ignore_merges: true,
        vocab: Object.fromEntries(vocabulary),
        merges: [],
      },
    };
    return new TextEncoder().encode(`${JSON.stringify(json, null, 1)}\n`);
  }

  /** Reads what toJson wrote, however it was formatted since. Throws TurnlabError `bad-file` on any other tokenizer. */
  static fromJson(bytes: Uint8Array): Tokenizer {
    const file = 'tokenizer.json';
    const model = field(file, parseJsonObject(file, bytes), 'model', 'object');
    const names = namesById(file, field(file, model, 'vocab', 'object'));
    const afterWords = names.findIndex((name, id) => id >= WORD_START && !name.startsWith(SPACE_MARK));
    const keys = names.slice(WORD_START, afterWords === -1 ? names.length : afterWords);
    const words = keys.map((key) => key.slice(SPACE_MARK.length));
    const isOurs = model['ignore_merges'] === true && model['byte_fallback'] === true;
    if (isOurs && !problemWith(words, names.length)) {
      const tokenizer = new Tokenizer(words, names.length);
      if (names.every((name, id) => name === tokenizer.#name(id))) return tokenizer;
    }
    throw new TurnlabError(
      'bad-file',
      'tokenizer.json is not one of turnlab’s word-level tokenizers.',
      'Give token ids instead of text for this model.',
    );
  }
}

/** Why these words cannot be a vocabulary of this size, or undefined. */
function problemWith(words: readonly string[], size: number): string | undefined {
  const seen = new Set<string>(CONTROL_TOKENS);
  for (const word of words) {
    if (word === '' || word.includes(' ') || word.includes(SPACE_MARK)) return `"${word}" cannot be a word`;
    if (!word.isWellFormed()) return 'a word holds half a surrogate pair';
    if (seen.has(word)) return `"${word}" occurs twice`;
    seen.add(word);
  }
  const least = Tokenizer.sizeFor(words.length);
  return size < least ? `${words.length} words need a size of at least ${least}, got ${size}` : undefined;
}

/** The vocabulary as a list; every id from 0 up must occur exactly once. */
function namesById(file: string, vocabulary: JsonObject): string[] {
  const count = Object.keys(vocabulary).length;
  const names = new Map<number, string>();
  for (const name of Object.keys(vocabulary)) {
    const id = field(file, vocabulary, name, 'number');
    if (!Number.isInteger(id) || id < 0 || id >= count || names.has(id))
      throw new TurnlabError('bad-file', `${file}: the id of "${name}" is repeated or out of range.`);
    names.set(id, name);
  }
  return Array.from({ length: count }, (_, id) => names.get(id)!);
}
