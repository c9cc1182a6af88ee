/**
 * Keeps what workers measured of the graphics adapters between visits, and tells new workers. Wraps the way to connect, so
 * that nobody else need know. Storage may be blocked; then each visit measures anew. Must not interpret anything else.
 */
import type { KernelChoices } from '../engine/choices.ts';
import type { Connect } from './client.ts';

const KEY = 'turnlab.kernels';
/** Choices are by shader text and shape; a release that changes either would read them wrongly. Counts up with those. */
const VERSION = 1;

/** The worker drops what are no choices (check.ts), so that the page need not know what they look like. */
export function readKernels(): KernelChoices {
  try {
    type Found = { version?: unknown; kernels?: KernelChoices };
    const { version, kernels } = JSON.parse(globalThis.localStorage.getItem(KEY) ?? '{}') as Found;
    return version === VERSION && !Array.isArray(kernels) ? { ...kernels } : {};
  } catch {
    return {};
  }
}

function keepKernels(kernels: KernelChoices): void {
  try {
    // Other tabs and adapters may have said something since.
    const all = { ...readKernels(), ...kernels };
    globalThis.localStorage.setItem(KEY, JSON.stringify({ version: VERSION, kernels: all }));
  } catch {
    // Blocked or full: only the next visit's first seconds are lost.
  }
}

export const rememberKernels =
  (connect: Connect): Connect =>
  (listener) => {
    const client = connect({
      ...listener,
      onEvent: (event) => (event.kind === 'kernels' ? keepKernels(event.kernels) : listener.onEvent(event)),
    });
    return {
      send: (command) => client.send(command.kind === 'open' ? { ...command, kernels: readKernels() } : command),
      dispose: () => client.dispose(),
    };
  };
