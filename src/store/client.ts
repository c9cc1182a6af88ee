/**
 * The page's one door to the worker: sends commands, hands out events, says when the worker itself died. The only file
 * that makes the worker. Must not interpret events.
 */
import type { Command, WorkerEvent } from '../worker/protocol.ts';
import { rememberKernels } from './kernel-memory.ts';
import { ownOf } from './own-at-hand.ts';

export interface ClientListener {
  readonly onEvent: (event: WorkerEvent) => void;
  /** The worker threw outside any command, or could not be loaded; nothing more will come from it. */
  readonly onCrash: (detail: string) => void;
}

export interface Client {
  send(command: Command): void;
  /** Ends the worker at once; no event arrives afterwards. */
  dispose(): void;
}

/** Makes a client; tests give a scripted one in its place. */
export type Connect = (listener: ClientListener) => Client;

/** A worker that is told what was measured of this computer's graphics adapters before. */
export const connectWorker: Connect = (listener) => rememberKernels(connectFresh)(listener);

const connectFresh: Connect = (listener) => {
  const worker = new Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module', name: 'turnlab' });
  worker.onmessage = (message: MessageEvent<WorkerEvent>) => listener.onEvent(message.data);
  worker.onerror = (event) => {
    worker.terminate();
    listener.onCrash(event.message || 'The worker script could not be loaded.');
  };
  worker.onmessageerror = () => listener.onCrash('A message from the worker could not be read.');
  return {
    send: (command) =>
      worker.postMessage(command.kind === 'open' ? { ...command, data: ownOf(command.settings.env)?.text } : command),
    dispose: () => {
      worker.onmessage = null;
      worker.onerror = null;
      worker.terminate();
    },
  };
};
