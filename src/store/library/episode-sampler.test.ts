import { describe, expect, it } from 'vitest';
import { EpisodeSampler, MOST_EPISODES } from './episode-sampler.ts';
import type { KeptEpisode } from './run-storage.ts';

/** A storage of update numbers that does what it is told. */
class Store {
  readonly updates = new Set<number>();
  write(sampler: EpisodeSampler): void {
    const { put, drop } = sampler.waiting();
    for (const update of drop) this.updates.delete(update);
    for (const { update } of put) this.updates.add(update);
    sampler.written(put, drop);
  }
  get sorted(): number[] {
    return [...this.updates].toSorted((a, b) => a - b);
  }
}

const episode = (update: number): KeptEpisode => ({ update, line: String(update) });

describe('EpisodeSampler', () => {
  it('keeps all of a short run, and of a long one a few dozen at even distances', () => {
    const sampler = new EpisodeSampler();
    const store = new Store();
    for (let update = 0; update < 40; update++) sampler.add(episode(update));
    store.write(sampler);
    expect(store.updates.size).toBe(40);
    for (let update = 40; update <= 1000; update++) {
      sampler.add(episode(update));
      if (update % 7 === 0) store.write(sampler);
      expect(sampler.waiting().put.length).toBeLessThanOrEqual(MOST_EPISODES);
    }
    store.write(sampler);
    const kept = store.sorted;
    expect(kept.length).toBeGreaterThan(MOST_EPISODES / 2);
    expect(kept.length).toBeLessThanOrEqual(MOST_EPISODES);
    expect(new Set(kept.slice(1).map((update, i) => update - kept[i]!)).size).toBe(1);
  });

  it('goes on at the distance that storage shows', () => {
    const sampler = new EpisodeSampler();
    const store = new Store();
    for (let update = 0; update <= 96; update += 8) store.updates.add(update);
    sampler.found(store.sorted, 80);
    for (let update = 81; update <= 100; update++) sampler.add(episode(update));
    store.write(sampler);
    expect(store.sorted).toEqual([0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96]);
  });

  it('a run that went back forgets what never happened, in storage too', () => {
    const sampler = new EpisodeSampler();
    const store = new Store();
    for (let update = 0; update < 6; update++) sampler.add(episode(update));
    store.write(sampler);
    sampler.forgetAfter(3);
    store.write(sampler);
    expect(store.sorted).toEqual([0, 1, 2, 3]);
    const reopened = new EpisodeSampler();
    reopened.found(store.sorted, 1);
    store.write(reopened);
    expect(store.sorted).toEqual([0, 1]);
  });

  it('starts from nothing', () => {
    const sampler = new EpisodeSampler();
    sampler.found([], 0);
    sampler.add(episode(5));
    expect(sampler.waiting()).toEqual({ put: [episode(5)], drop: [] });
  });
});
