/**
 * A policy file opened by onnxruntime-web: token ids to logits. Pages and Node load the library differently, so it is
 * handed in. Must not fetch anything.
 */
import type { InferenceSession } from 'onnxruntime-web';
import { TurnlabError } from '../../core/errors.ts';
import type { LogitsModel } from './onnx-policy.ts';
import type { PolicyFile } from './policy-file.ts';

export type Ort = typeof import('onnxruntime-web');

export class OrtModel implements LogitsModel {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #file: PolicyFile;

  private constructor(ort: Ort, session: InferenceSession, file: PolicyFile) {
    this.#ort = ort;
    this.#session = session;
    this.#file = file;
  }

  /** `file` as readPolicyFile reads it from `bytes`. Throws TurnlabError `bad-file` when onnxruntime cannot run it. */
  static async open(ort: Ort, bytes: Uint8Array, file: PolicyFile): Promise<OrtModel> {
    try {
      const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
      return new OrtModel(ort, session, file);
    } catch (cause) {
      throw cannotRun(cause);
    }
  }

  get V(): number {
    return this.#file.V;
  }

  get maxTokens(): number {
    return this.#file.maxTokens;
  }

  async logits(ids: Uint32Array): Promise<Float32Array> {
    const { input, idType, output, V } = this.#file;
    const data = idType === 'int64' ? BigInt64Array.from(ids, BigInt) : Int32Array.from(ids);
    const tensor = new this.#ort.Tensor(idType, data, [1, ids.length]);
    let logits: Float32Array;
    try {
      const outputs = await this.#session.run({ [input]: tensor }, [output]);
      logits = outputs[output]!.data as Float32Array;
    } catch (cause) {
      throw cannotRun(cause);
    }
    if (logits.length !== ids.length * V)
      throw new TurnlabError(
        'bad-file',
        `This ONNX model gave ${logits.length} logits for ${ids.length} tokens of a vocabulary of ${V}.`,
        'Take the model and its tokenizer from the same run.',
      );
    return logits;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** onnxruntime's own words, in one line. */
function cannotRun(cause: unknown): TurnlabError {
  const words = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ').slice(0, 200);
  return new TurnlabError(
    'bad-file',
    `onnxruntime-web cannot run this ONNX model: ${words}`,
    'Check that the file is whole and that its operators are standard ones.',
    { cause },
  );
}
