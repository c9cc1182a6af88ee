/** What a page and a worker named ONNX say to each other: one request, then progress, then one answer. */
import type { ErrorCode } from '../core/errors.ts';
import type { Agreement } from '../model/onnx/agreement.ts';
import type { EvaluationRequest } from '../train/evaluate.ts';
import type { Metrics } from '../train/events.ts';

/** The name that makes a worker run ONNX files. */
export const ONNX = 'turnlab onnx';

/** How it is played; what is left out is as the file says it was trained, else as the lab's defaults are. */
export interface OnnxPlay extends Pick<EvaluationRequest, 'env' | 'level' | 'split' | 'episodes'> {
  readonly temperature?: number;
  /** What the environment is made of, where that is own data. */
  readonly data?: string;
}

export type OnnxRequest =
  /** The policy of this training checkpoint as policy.onnx, against our engine, on these token ids; on first prompts of
   * held-out tasks when there are none, or when the agent sees: recorded episodes hold no pictures. */
  | { readonly kind: 'compare'; readonly checkpoint: Uint8Array; readonly sequences: readonly Uint32Array[] }
  /** `tokenizer`: a tokenizer.json that came along with the file. */
  | { readonly kind: 'play'; readonly onnx: Uint8Array; readonly tokenizer?: Uint8Array; readonly play: OnnxPlay };

export type OnnxEvent =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly note: string }
  | { readonly kind: 'compared'; readonly agreement: Agreement }
  | { readonly kind: 'played'; readonly metrics: Metrics; readonly temperature: number }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly sentence: string; readonly next: string };

export const NOT_LOADED: OnnxEvent = {
  kind: 'failed',
  code: 'worker-crashed',
  sentence: 'The part of turnlab that opens ONNX files did not arrive.',
  next: 'Reload the page when its server can be reached.',
};
