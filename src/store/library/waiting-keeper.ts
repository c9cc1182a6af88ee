/** Stands in for the recorder until its code has arrived, so that nothing of an early run is lost. Must not judge what it hears. */
import type { WorkerEvent } from '../../worker/protocol.ts';
import type { Begin, RunKeeper } from '../run-keeper.ts';

export class WaitingKeeper implements RunKeeper {
  readonly #told: ((keeper: RunKeeper) => void)[] = [];

  begins(begin: Begin): void {
    this.#told.push((keeper) => keeper.begins(begin));
  }
  hears(event: WorkerEvent): void {
    this.#told.push((keeper) => keeper.hears(event));
  }
  ends(): void {
    this.#told.push((keeper) => keeper.ends());
  }

  /** Tells it everything, in the order it was told. */
  handOver(keeper: RunKeeper): void {
    for (const tell of this.#told.splice(0)) tell(keeper);
  }
}
