import { describe, expect, it } from 'vitest';
import { playEpisode } from '../../../test/browser/fake-client.ts';
import { Rng } from '../../core/rng.ts';
import { episodeLine, type EpisodeEvent } from '../../train/bundle/episode-line.ts';
import type { KeptEpisode } from './run-storage.ts';
import { twinsOf } from './twins.ts';

const played = (update: number, seed = 5): EpisodeEvent => {
  const task = { env: 'house', level: 0, split: 'train', seed } as const;
  return { kind: 'episode', update, trajectory: playEpisode(task, 0.4, new Rng(update, 'twins')), advantage: [] };
};
const kept = (event: EpisodeEvent): KeptEpisode => ({ update: event.update, line: episodeLine(event) });

/** The same episode with another token at this place. */
function altered(event: EpisodeEvent, turn: number, token: number): EpisodeEvent {
  const turns = event.trajectory.turns.map((one, i) => {
    if (i !== turn) return one;
    const ids = one.response.ids.slice();
    ids[token]! += 1;
    return { ...one, response: { ...one.response, ids } };
  });
  return { ...event, trajectory: { ...event.trajectory, turns } };
}

describe('twins', () => {
  it('part at the first token that differs, in the first episode that does', () => {
    const common = [played(0), played(1), played(2)];
    const other = [common[0]!, altered(common[1]!, 1, 2), altered(common[2]!, 0, 0), played(3)];
    const twins = twinsOf(common.map(kept), other.map(kept));
    expect(twins).toMatchObject({ parting: { turn: 1, attempt: 0, token: 2 }, compared: 3 });
    expect([twins?.left.update, twins?.right.update]).toEqual([1, 1]);
  });

  it('do not part by what was made of an episode, such as its advantages', () => {
    const one = played(4);
    const twins = twinsOf([kept(one)], [kept({ ...one, advantage: [0.5] })]);
    expect(twins?.parting).toBeNull();
    expect(twins?.right.advantage).toEqual([0.5]);
  });

  it('part where only one of them samples a turn again', () => {
    const one = played(4);
    const turn = one.trajectory.turns.findIndex(({ rejected }) => rejected.length > 0);
    expect(turn).toBeGreaterThanOrEqual(0);
    const turns = one.trajectory.turns.map((own, i) => {
      const first = own.rejected[0];
      return i === turn && first ? { ...own, response: first, rejected: [] } : own;
    });
    const tame = { ...one, trajectory: { ...one.trajectory, turns } };
    expect(twinsOf([kept(one)], [kept(tame)])?.parting).toEqual({ turn, attempt: 1, token: null });
  });

  it('are none when no update is common or the tasks are others', () => {
    expect(twinsOf([kept(played(1))], [kept(played(2))])).toBeNull();
    expect(twinsOf([kept(played(1))], [kept(played(1, 6))])).toBeNull();
    expect(twinsOf([], [])).toBeNull();
  });
});
