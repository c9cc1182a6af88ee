/**
 * Which episodes of a run are kept: a few dozen, evenly over all its updates however long it gets. Whenever there are too
 * many, every other one goes and from then on half as many are taken. Must not store them.
 */
import type { KeptEpisode } from './run-storage.ts';

export const MOST_EPISODES = 48;

export class EpisodeSampler {
  /** Updates whose episode is kept. */
  #kept = new Set<number>();
  #put = new Map<number, KeptEpisode>();
  #drop = new Set<number>();
  #stride = 1;

  add(episode: KeptEpisode): void {
    const { update } = episode;
    if (update % this.#stride !== 0) return;
    this.#kept.add(update);
    this.#put.set(update, episode);
    this.#drop.delete(update);
    if (this.#kept.size <= MOST_EPISODES) return;
    this.#stride *= 2;
    for (const old of [...this.#kept].filter((one) => one % this.#stride !== 0)) this.#forget(old);
  }

  /** What storage holds of a run that went back to `update`. */
  found(updates: readonly number[], update: number): void {
    for (const later of updates) if (later > update && !this.#put.has(later)) this.#drop.add(later);
    const left = updates.filter((one) => one <= update);
    this.#kept = new Set([...left, ...this.#put.keys()]);
    const isSparser = (): boolean => left.every((one) => one % (2 * this.#stride) === 0);
    while (this.#stride <= Math.max(...left) && isSparser()) this.#stride *= 2;
  }

  /** What is later than this never happened. */
  forgetAfter(update: number): void {
    for (const later of [...this.#kept].filter((one) => one > update)) this.#forget(later);
  }

  /** What has to be written. */
  waiting(): { put: KeptEpisode[]; drop: number[] } {
    return { put: [...this.#put.values()], drop: [...this.#drop] };
  }

  /** That was written; what came meanwhile still waits. */
  written(put: readonly KeptEpisode[], drop: readonly number[]): void {
    for (const episode of put) if (this.#put.get(episode.update) === episode) this.#put.delete(episode.update);
    for (const update of drop) this.#drop.delete(update);
  }

  #forget(update: number): void {
    this.#kept.delete(update);
    this.#put.delete(update);
    this.#drop.add(update);
  }
}
