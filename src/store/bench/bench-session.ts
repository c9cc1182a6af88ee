/**
 * A measurement of this device, from the look at it to the last result. Results stay until the next measurement begins,
 * also when it is stopped or fails. Must not draw, and must not know the lab.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Step } from '../../bench/contest.ts';
import type { BenchOptions } from '../../bench/options.ts';
import type { Comparison } from '../../bench/report.ts';
import type { Job } from '../../bench/run.ts';
import { asTurnlabError } from '../../core/errors.ts';
import type { Survey } from '../../worker/bench-protocol.ts';
import { inBenchWorker, startBenchWorker, type BenchWorker } from './bench-worker.ts';

export interface BenchState {
  /** Null until the device has been looked at. */
  readonly survey: Survey | null;
  readonly phase: 'idle' | 'looking' | 'measuring' | 'done' | 'stopped' | 'failed';
  /** What is measured now, when `done` of `total` jobs are over. */
  readonly now: { readonly job: Job; readonly done: number; readonly total: number } | null;
  /** What is going on within it, or before the first job. */
  readonly step: Step | null;
  readonly records: readonly Comparison[];
  /** The same for people, as the command line prints them. */
  readonly lines: readonly string[];
  /** What went wrong; empty when nothing has. */
  readonly problem: string;
  /** Something else was computing when it began. */
  readonly isDisturbed: boolean;
}

const NOTHING: BenchState = {
  survey: null,
  phase: 'idle',
  now: null,
  step: null,
  records: [],
  lines: [],
  problem: '',
  isDisturbed: false,
};

export class BenchSession {
  readonly store: StoreApi<BenchState> = createStore<BenchState>(() => NOTHING);
  readonly #startWorker: () => BenchWorker;
  #control: AbortController | null = null;

  constructor(startWorker: () => BenchWorker = startBenchWorker) {
    this.#startWorker = startWorker;
  }

  get isBusy(): boolean {
    return this.#control !== null;
  }

  /** Finds out what there is to measure on; once is enough, unless it failed. */
  async look(): Promise<void> {
    if (this.isBusy || this.store.getState().survey) return;
    this.store.setState({ phase: 'looking', problem: '' });
    await this.#work('idle', (signal) =>
      inBenchWorker(
        { kind: 'survey' },
        (news) => news.kind === 'surveyed' && this.store.setState({ survey: news.survey }),
        signal,
        this.#startWorker,
      ),
    );
  }

  /** Forgets the results before these. Does nothing while it is busy. */
  async measure(options: BenchOptions, isDisturbed = false): Promise<void> {
    if (this.isBusy) return;
    const { survey } = this.store.getState();
    this.store.setState({ ...NOTHING, survey, phase: 'measuring', isDisturbed });
    await this.#work('done', (signal) =>
      inBenchWorker(
        { kind: 'run', options },
        (news) => {
          if (news.kind === 'begins') this.store.setState({ now: news, step: null });
          else if (news.kind === 'step') this.store.setState({ step: news.step });
          else if (news.kind === 'told')
            this.store.setState(({ records, lines }) => ({
              records: [...records, ...news.records],
              lines: [...lines, ...news.lines],
            }));
        },
        signal,
        this.#startWorker,
      ),
    );
  }

  /** At once, so that something else can begin in the same breath; what is measured already stays. */
  stop(): void {
    if (!this.#control) return;
    this.#control.abort();
    this.#control = null;
    const { phase } = this.store.getState();
    this.store.setState({ phase: phase === 'measuring' ? 'stopped' : 'idle', now: null, step: null });
  }

  async #work(after: 'idle' | 'done', work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const control = new AbortController();
    this.#control = control;
    try {
      await work(control.signal);
      if (control.signal.aborted) return;
      this.store.setState({ phase: after, now: null, step: null });
    } catch (thrown) {
      if (control.signal.aborted) return;
      const { message, next } = asTurnlabError(thrown);
      this.store.setState({
        phase: 'failed',
        now: null,
        step: null,
        problem: [message, next].filter(Boolean).join(' '),
      });
    }
    this.#control = null;
  }
}

/** The page's. */
export const benchSession = new BenchSession();
