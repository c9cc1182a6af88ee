/**
 * The one error type that reaches a person. A code for programs, a sentence for people, and what to do next.
 * Must not know where it will be shown.
 */
export type ErrorCode =
  | 'bad-setting'
  | 'bad-argument'
  | 'bad-file'
  | 'bad-message'
  | 'bad-shape'
  | 'not-finite'
  | 'no-webgpu'
  | 'device-lost'
  | 'out-of-memory'
  | 'storage-full'
  | 'worker-crashed'
  | 'internal';

export class TurnlabError extends Error {
  override readonly name = 'TurnlabError';
  readonly code: ErrorCode;
  /** What the person can do now, one sentence. Empty when there is nothing to do. */
  readonly next: string;

  constructor(code: ErrorCode, sentence: string, next = '', options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
    this.next = next;
  }
}

/** Any thrown value as a TurnlabError; a foreign error keeps its message and becomes `internal`. */
export function asTurnlabError(thrown: unknown): TurnlabError {
  if (thrown instanceof TurnlabError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new TurnlabError('internal', message, 'Please report this with the text of the error.', { cause: thrown });
}
