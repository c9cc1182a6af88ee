/**
 * Lets one tab train at a time: holds back what would make the worker train until no other tab does, and lets go as soon
 * as it stands still. Wraps the way to connect, so that the session need not know. Must not interpret anything else.
 */
import type { Command, WorkerEvent } from '../../worker/protocol.ts';
import type { Client, ClientListener, Connect } from '../client.ts';
import { TRAINING, type RunLocks } from './run-locks.ts';

const TRAINS: readonly Command['kind'][] = ['run', 'step'];

/** `onRefused`: another tab trains, and the command that asked for training was dropped. */
export const oneAtATime =
  (connect: Connect, locks: RunLocks, onRefused: () => void): Connect =>
  (listener) =>
    new PoliteClient(connect, locks, onRefused, listener);

class PoliteClient implements Client {
  readonly #client: Client;
  readonly #locks: RunLocks;
  readonly #onRefused: () => void;
  #letGo: (() => void) | null = null;
  #isGone = false;
  /** Since the lock is held; a worker that has just opened a run reports that it stands still, too. */
  #hasMoved = false;
  /** Commands keep their order while one of them waits for the lock. */
  #queue: Promise<void> | null = null;

  constructor(connect: Connect, locks: RunLocks, onRefused: () => void, listener: ClientListener) {
    this.#locks = locks;
    this.#onRefused = onRefused;
    this.#client = connect({
      onEvent: (event) => {
        this.#watch(event);
        listener.onEvent(event);
      },
      onCrash: (detail) => {
        this.#release();
        listener.onCrash(detail);
      },
    });
  }

  send(command: Command): void {
    const mustAsk = TRAINS.includes(command.kind) && this.#letGo === null;
    if (!mustAsk && this.#queue === null) return this.#client.send(command);
    const before = this.#queue ?? Promise.resolve();
    const own = before
      .then(() => (mustAsk ? this.#ask(command) : this.#forward(command)))
      .finally(() => {
        if (this.#queue === own) this.#queue = null;
      });
    this.#queue = own;
  }

  dispose(): void {
    this.#isGone = true;
    this.#release();
    this.#client.dispose();
  }

  async #ask(command: Command): Promise<void> {
    this.#letGo ??= await this.#locks.hold(TRAINING);
    if (this.#isGone) this.#release();
    else if (this.#letGo) this.#forward(command);
    else this.#onRefused();
  }

  #forward(command: Command): void {
    if (!this.#isGone) this.#client.send(command);
  }

  #watch(event: WorkerEvent): void {
    if (event.kind !== 'status') return;
    const { state } = event.status;
    if (state === 'running') this.#hasMoved = true;
    const isOver = state === 'finished' || state === 'failed' || state === 'empty';
    if (isOver || (state === 'paused' && this.#hasMoved)) this.#release();
  }

  #release(): void {
    this.#letGo?.();
    this.#letGo = null;
    this.#hasMoved = false;
  }
}
