/**
 * Which variant computes what, on which adapter: plain data that is kept on a page, goes with a run and comes back, so that
 * the same adapter computes the same bytes again without measuring again. Must not measure.
 */
import type { Kernel, Shape } from './kernel.ts';

/** Name of a variant by class of shapes. */
export type Choices = Readonly<Record<string, string>>;

/** Choices by adapter (webgpu/device.ts says what an adapter is). */
export type KernelChoices = Readonly<Record<string, Choices>>;

/** Where choices live longer than a device. */
export interface ChoiceStore {
  read(adapter: string): Choices;
  /** All choices of an adapter. */
  write(adapter: string, choices: Choices): void;
}

/** A store that lasts as long as its owner; `onWrite` may carry every choice further. */
export class ChoiceMemory implements ChoiceStore {
  #choices: KernelChoices;
  readonly #onWrite: (choices: KernelChoices) => void;

  constructor(choices: KernelChoices = {}, onWrite: (choices: KernelChoices) => void = () => undefined) {
    this.#choices = choices;
    this.#onWrite = onWrite;
  }

  get all(): KernelChoices {
    return this.#choices;
  }

  read(adapter: string): Choices {
    return this.#choices[adapter] ?? {};
  }

  write(adapter: string, choices: Choices): void {
    this.#choices = { ...this.#choices, [adapter]: choices };
    this.#onWrite(this.#choices);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of an unknown value are choices; the rest is dropped, since the worst that follows is measuring again. */
export function parseChoices(value: unknown): KernelChoices {
  if (!isRecord(value)) return {};
  const adapters = Object.entries(value).filter((entry): entry is [string, Record<string, unknown>] =>
    isRecord(entry[1]),
  );
  return Object.fromEntries(
    adapters.map(([adapter, choices]) => [
      adapter,
      Object.fromEntries(
        Object.entries(choices).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      ),
    ]),
  );
}

/** Shapes that share a choice: every size up to the same power of two. Sizes below 1 (an epsilon) do not tell shapes apart. */
export function shapeClass({ name }: Kernel, shape: Shape): string {
  const sizes = Object.entries(shape)
    .filter(([, size]) => size >= 1)
    .map(([key, size]) => `${key}${2 ** Math.ceil(Math.log2(size))}`);
  return [name, ...sizes].join(' ');
}
