/**
 * Which episode and which moment are on show. Following plays the newest episode turn by turn, then takes the next; any
 * touch by the person stops it, so that nothing moves away while they read.
 */
import { useEffect, useState } from 'react';
import type { Episode } from '../../store/state.ts';

const TURN_MS = 700;
/** To see the end before the next episode begins. */
const END_MS = 2200;

export interface Follow {
  readonly episode: Episode | null;
  /** 0 = start, n = after turn n. */
  readonly moment: number;
  readonly isFollowing: boolean;
  /** A newer episode than the one on show. */
  readonly newer: Episode | null;
  /** Stops following. */
  readonly show: (moment: number) => void;
  readonly follow: () => void;
  readonly stop: () => void;
}

interface Shown {
  readonly episode: Episode | null;
  readonly moment: number;
}

const prefersStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
const endOf = (episode: Episode | null): number => episode?.trajectory.turns.length ?? 0;
/** Someone who wants no motion sees the end at once. */
const begin = (episode: Episode | null): Shown => ({ episode, moment: prefersStill() ? endOf(episode) : 0 });

export function useFollow(latest: Episode | null): Follow {
  const [shown, setShown] = useState<Shown>(() => begin(latest));
  const [isFollowing, setFollowing] = useState(true);
  const isNewRun = latest === null || shown.episode === null;
  if (isNewRun && latest !== shown.episode) setShown(begin(latest));

  const end = endOf(shown.episode);
  const isAtEnd = shown.moment >= end;
  useEffect(() => {
    if (!isFollowing || (isAtEnd && latest === shown.episode)) return undefined;
    const advance = (): void =>
      setShown(isAtEnd ? begin(latest) : { episode: shown.episode, moment: shown.moment + 1 });
    const timer = setTimeout(advance, isAtEnd ? END_MS : TURN_MS);
    return () => clearTimeout(timer);
  }, [isFollowing, isAtEnd, latest, shown]);

  return {
    ...shown,
    isFollowing,
    newer: latest === shown.episode ? null : latest,
    show: (moment) => {
      setFollowing(false);
      setShown({ episode: shown.episode, moment: Math.min(end, Math.max(0, moment)) });
    },
    follow: () => {
      setFollowing(true);
      if (latest !== shown.episode || isAtEnd) setShown(begin(latest));
    },
    stop: () => setFollowing(false),
  };
}
