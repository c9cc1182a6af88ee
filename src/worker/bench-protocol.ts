/** What a page and a worker named BENCH say to each other: one request, then news, then `surveyed`, `done` or `failed`. */
import type { Step } from '../bench/contest.ts';
import type { Benchmark, BenchOptions } from '../bench/options.ts';
import type { Comparison } from '../bench/report.ts';
import type { Job } from '../bench/run.ts';
import type { Scale } from '../bench/scale.ts';
import type { ErrorCode } from '../core/errors.ts';

/** The name that makes a worker measure this device. */
export const BENCH = 'turnlab bench';

/** What there is to measure on. */
export interface Survey {
  /** With the commit where it is known. */
  readonly version: string;
  /** For people: adapter and processor. */
  readonly webgpu: string;
  readonly cpu: string;
  readonly hasGpu: boolean;
  /** The adapter is a GPU emulated on the CPU. */
  readonly isSoftware: boolean;
  /** Largest buffer that a kernel may read, in bytes; null without an adapter. */
  readonly largestBinding: number | null;
  /** What cannot be measured here, each with its reason. */
  readonly absent: readonly Comparison[];
  readonly cases: Readonly<Record<Scale, Readonly<Record<Benchmark, number>>>>;
}

export type BenchRequest = { readonly kind: 'survey' } | { readonly kind: 'run'; readonly options: BenchOptions };

export type BenchEvent =
  | { readonly kind: 'surveyed'; readonly survey: Survey }
  | { readonly kind: 'begins'; readonly job: Job; readonly done: number; readonly total: number }
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'told'; readonly records: readonly Comparison[]; readonly lines: readonly string[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly sentence: string; readonly next: string };

export const BENCH_NOT_LOADED: BenchEvent = {
  kind: 'failed',
  code: 'worker-crashed',
  sentence: 'The part of turnlab that measures this device did not arrive.',
  next: 'Reload the page when its server can be reached.',
};
