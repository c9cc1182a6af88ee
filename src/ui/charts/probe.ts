/** The update that a person points at, shared by all charts over the same axis. Outside React: it moves with the mouse. */
export class Probe {
  #x: number | null = null;
  readonly #listeners = new Set<() => void>();

  get x(): number | null {
    return this.#x;
  }

  set(x: number | null): void {
    if (x === this.#x) return;
    this.#x = x;
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Policy updates, and cloning updates, which count for themselves. */
export const updateProbe = new Probe();
export const warmProbe = new Probe();
