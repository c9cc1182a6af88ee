/**
 * Turns spoken by a model that can only map token ids (and a picture) to logits, such as an ONNX file: rows one after another, the whole
 * sequence anew for every token, sampled by the very kernels that our own decoder samples with. So the same logits give
 * the same turn. Must not know what computes the logits.
 */
import type { Picture } from '../../core/picture.ts';
import { sampleChunks, sampleMerge, sampleScratchLength } from '../../engine/kernels/sample.ts';
import { stateOffset } from '../../engine/kernels/sample-state.ts';
import type { GeneratedRow, GenerateRequest, GenerateRow, TurnGenerator } from '../interface.ts';
import { checkRequest, CONFIDENCE_TOP, firstState, saidRow } from '../turn-state.ts';

export interface LogitsModel {
  readonly V: number;
  /** Longest sequence. */
  readonly maxTokens: number;
  /** Whether a picture may come along. */
  readonly seesPictures: boolean;
  /** [T, V]: after every token of `ids`; the patches of `picture` stand at their PATCH places. */
  logits(ids: Uint32Array, picture?: Picture): Promise<Float32Array>;
}

export class OnnxPolicy implements TurnGenerator {
  /** None is faster for others being left out. */
  readonly mostRows = Infinity;
  readonly #model: LogitsModel;

  constructor(model: LogitsModel) {
    this.#model = model;
  }

  get maxTokens(): number {
    return this.#model.maxTokens;
  }

  /** Throws as Policy.generate does, and what the model throws. */
  async generate(request: GenerateRequest): Promise<GeneratedRow[]> {
    const { V, seesPictures } = this.#model;
    checkRequest(request, { T: this.maxTokens, config: { V, ...(seesPictures && { pictures: true }) } });
    const rows: GeneratedRow[] = [];
    for (const row of request.rows) rows.push(await this.#speak(request, row));
    return rows;
  }

  async #speak(request: GenerateRequest, row: GenerateRow): Promise<GeneratedRow> {
    const { V, maxTokens: T } = this.#model;
    const B = 1;
    const K = request.maxNewTokens;
    const J = Math.min(request.thinking?.topJ ?? CONFIDENCE_TOP, V);
    const { state, control, ...reals } = firstState(request, [row], { B, T, V });
    // In f32, as on a device.
    const signal = Float32Array.from(reals.signal);
    const settings = Float32Array.from(reals.settings);
    const scratch = new Float32Array(sampleScratchLength({ B, V }));
    const ids = new Uint32Array(B * K);
    const record = new Float32Array(B * K * 4);
    const sequence = new Uint32Array(row.prompt.length + K);
    sequence.set(row.prompt);
    for (let length = row.prompt.length; state[stateOffset('done', B)] === 0; length++) {
      const all = await this.#model.logits(sequence.subarray(0, length), row.picture);
      const logits = all.subarray(all.length - V);
      sampleChunks.run({ B, V }, [logits, settings, control, state, scratch]);
      sampleMerge.run({ B, K, V, J, T }, [logits, settings, control, scratch, state, ids, record, signal]);
      sequence[length] = state[stateOffset('token', B)]!;
    }
    return saidRow({ state, signal, ids, record }, 0, { B, K, stopToken: request.stopToken });
  }
}
