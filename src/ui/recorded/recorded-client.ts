/**
 * Stands in the place of a worker and plays a recording: a session that is connected to it shows the recorded run exactly as
 * it would show a live one, and no part of it can reach the person's own run. Must not train.
 */
import type { Client, ClientListener } from '../../store/client.ts';
import type { Command, RunState } from '../../worker/protocol.ts';
import type { TrainEvent } from '../../train/events.ts';
import type { Recording } from './recording.ts';

/** Between two ticks; each tick brings what is due. */
const TICK_MS = 100;
/** Cloning updates and updates a second: fast enough to see curves grow, slow enough to watch. */
const PER_SECOND: Readonly<Partial<Record<TrainEvent['kind'], number>>> = { warm: 40, update: 5 };

export class RecordedClient implements Client {
  readonly #listener: ClientListener;
  readonly #recording: Recording;
  readonly #isStill: boolean;
  #next = 0;
  #update = 0;
  /** What the ticks so far have not used up, in ms. */
  #credit = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** `isStill`: for those who want no motion everything is there at once. */
  constructor(listener: ClientListener, recording: Recording, isStill: boolean) {
    this.#listener = listener;
    this.#recording = recording;
    this.#isStill = isStill;
  }

  send(command: Command): void {
    const { settings, words } = this.#recording;
    if (command.kind === 'open') this.#listener.onEvent({ kind: 'opened', settings, words });
    if (command.kind === 'run') this.#run();
    if (command.kind === 'pause') this.#stop('paused');
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #run(): void {
    this.#enter('running');
    if (this.#isStill) this.#play(Infinity);
    else this.#timer ??= setInterval(() => this.#play(TICK_MS), TICK_MS);
  }

  #stop(state: RunState): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#enter(state);
  }

  /** As many events as fit into this time. */
  #play(ms: number): void {
    const { events } = this.#recording;
    this.#credit += ms;
    for (let event = events[this.#next]; event; event = events[this.#next]) {
      const rate = PER_SECOND[event.kind];
      const cost = rate === undefined ? 0 : 1000 / rate;
      if (cost > this.#credit) return;
      this.#credit -= cost;
      this.#next++;
      if (event.kind === 'update') this.#update = event.update;
      this.#listener.onEvent({ kind: 'train', event });
    }
    this.#stop('finished');
  }

  #enter(state: RunState): void {
    const { backend, parameters } = this.#recording;
    const nothing = { updatesPerSecond: 0, tokensPerSecond: 0, compileMs: 0, gpuBytes: 0, dispatches: 0, readbacks: 0 };
    this.#listener.onEvent({
      kind: 'status',
      status: {
        state,
        backend: 'cpu',
        label: backend,
        software: false,
        notice: '',
        parameters,
        update: this.#update,
        ...nothing,
      },
    });
  }
}
