/**
 * Two runs from one seed that differ in a knob do the same until the knob first matters. Where that is: the first token
 * that differs, in the first kept episode that does. Pure. Must not know how tokens look.
 */
import { episodeOf, type EpisodeEvent } from '../../train/bundle/episode-line.ts';
import type { Turn } from '../../rollout/trajectory.ts';
import type { KeptEpisode } from './run-storage.ts';

export interface Twins {
  readonly left: EpisodeEvent;
  readonly right: EpisodeEvent;
  /** Null when no kept episode differs; then the newest common one is shown. */
  readonly parting: Parting | null;
  /** Kept episodes that both runs have. */
  readonly compared: number;
}

export interface Parting {
  /** From 0. */
  readonly turn: number;
  /** Tries before this one were thrown away, in both runs; from 0. */
  readonly attempt: number;
  /** From 0, in that try; null: the tries are the same so far, and only one of the runs sampled the turn again. */
  readonly token: number | null;
}

/** Both oldest first. Null when they have no update in common, or did not play the same tasks. */
export function twinsOf(left: readonly KeptEpisode[], right: readonly KeptEpisode[]): Twins | null {
  const others = new Map(right.map((episode) => [episode.update, episode]));
  const pairs = left.flatMap((a) => {
    const b = others.get(a.update);
    return b ? [[a, b] as const] : [];
  });
  const [last] = pairs.slice(-1);
  if (!last) return null;
  const compared = pairs.length;
  for (const [a, b] of pairs) {
    // What is the same to the letter need not be read.
    if (a.line === b.line) continue;
    const [one, other] = [episodeOf(a.line), episodeOf(b.line)];
    if (JSON.stringify(one.trajectory.task) !== JSON.stringify(other.trajectory.task)) return null;
    const parting = partingOf(one.trajectory.turns, other.trajectory.turns);
    if (parting) return { left: one, right: other, parting, compared };
  }
  return { left: episodeOf(last[0].line), right: episodeOf(last[1].line), parting: null, compared };
}

/** All tries of a turn, the accepted one last. */
const triesOf = ({ rejected, response }: Turn): readonly Uint32Array[] => [...rejected, response].map(({ ids }) => ids);

function partingOf(left: readonly Turn[], right: readonly Turn[]): Parting | null {
  for (let turn = 0; turn < Math.min(left.length, right.length); turn++) {
    const [a, b] = [triesOf(left[turn]!), triesOf(right[turn]!)];
    const tries = Math.min(a.length, b.length);
    for (let attempt = 0; attempt < tries; attempt++) {
      const token = firstDifference(a[attempt]!, b[attempt]!);
      if (token !== null) return { turn, attempt, token };
    }
    if (a.length !== b.length) return { turn, attempt: tries, token: null };
  }
  return null;
}

function firstDifference(a: Uint32Array, b: Uint32Array): number | null {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return null;
}
