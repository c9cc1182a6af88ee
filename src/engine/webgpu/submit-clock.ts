/**
 * How long each submit kept the device busy: from when it was handed over, or from when the one before was done, until it
 * was done itself. Costs one promise a submit. Must not know what is in a submit.
 */
interface Done {
  readonly submitted: number;
  readonly at: number;
  readonly thought: number;
  readonly report: (ms: number) => void;
}

export class SubmitClock {
  readonly #queue: Pick<GPUQueue, 'onSubmittedWorkDone'>;
  #lastDone = -Infinity;
  /** Submits heard of in the present task: a browser may tell of several at once. */
  #heard: Done[] = [];

  constructor(queue: Pick<GPUQueue, 'onSubmittedWorkDone'>) {
    this.#queue = queue;
  }

  /** Call right after a submit that is thought to take so many milliseconds; `report` gets what it took, or is never called
   * when the device is lost. */
  watch(thought: number, report: (ms: number) => void): void {
    void this.#wait(performance.now(), thought, report);
  }

  async #wait(submitted: number, thought: number, report: (ms: number) => void): Promise<void> {
    try {
      await this.#queue.onSubmittedWorkDone();
    } catch {
      return; // The device is lost, which the next call reports.
    }
    if (this.#heard.length === 0) setTimeout(() => this.#share(), 0);
    this.#heard.push({ submitted, at: performance.now(), thought, report });
  }

  /** What was heard of at once shares the time since the submit before, in proportion to what each was thought to take. */
  #share(): void {
    const heard = this.#heard;
    this.#heard = [];
    const { at } = heard.at(-1)!;
    const ms = at - Math.max(heard[0]!.submitted, this.#lastDone);
    const thought = heard.reduce((sum, done) => sum + done.thought, 0);
    for (const done of heard) done.report((ms * done.thought) / thought);
    this.#lastDone = at;
  }
}
