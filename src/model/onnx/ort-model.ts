/**
 * A policy file opened by onnxruntime-web: token ids, and a picture where it sees, to logits. Pages and Node load the library differently, so it is
 * handed in. Must not fetch anything.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { TurnlabError } from '../../core/errors.ts';
import { patchCount, type Picture } from '../../core/picture.ts';
import { FEATURES, writeFeatures } from '../patches.ts';
import type { LogitsModel } from './onnx-policy.ts';
import type { PolicyFile } from './policy-file.ts';
import { PATCHES } from './policy-graph.ts';

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

  get seesPictures(): boolean {
    return this.#file.seesPictures;
  }

  async logits(ids: Uint32Array, picture?: Picture): Promise<Float32Array> {
    const { input, idType, output, V } = this.#file;
    // A patch's place is any id beyond the vocabulary; PATCH itself is beyond 32 signed bits.
    const known = ids.map((id) => Math.min(id, V));
    const data = idType === 'int64' ? BigInt64Array.from(known, BigInt) : Int32Array.from(known);
    const feeds: Record<string, Tensor> = { [input]: new this.#ort.Tensor(idType, data, [1, ids.length]) };
    if (this.seesPictures) feeds[PATCHES] = this.#patchesOf(picture);
    let logits: Float32Array;
    try {
      const outputs = await this.#session.run(feeds, [output]);
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

  /** [P, C]; no row without a picture. */
  #patchesOf(picture: Picture | undefined): Tensor {
    const P = picture ? patchCount(picture) : 0;
    const features = new Float32Array(P * FEATURES);
    if (picture) writeFeatures(picture, features, 0);
    return new this.#ort.Tensor('float32', features, [P, FEATURES]);
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
