/**
 * Which film (an episode, a demonstration) and which moment of it are on show. Following plays the newest turn by turn,
 * then takes the next; any touch by the person stops it, so that nothing moves away while they read.
 */
import { useEffect, useState } from 'react';

const TURN_MS = 700;
/** To see the end before the next film begins. */
const END_MS = 2200;

export interface Follow<Film> {
  readonly film: Film | null;
  /** 0 = start, n = after turn n. */
  readonly moment: number;
  /** The last moment. */
  readonly end: number;
  readonly isFollowing: boolean;
  /** There is a newer film than the one on show. */
  readonly hasNewer: boolean;
  /** Stops following. */
  readonly show: (moment: number) => void;
  readonly follow: () => void;
  readonly stop: () => void;
}

interface Shown<Film> {
  readonly film: Film | null;
  readonly moment: number;
}

export const prefersStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** `endOf` must be the same function on every call; `autoplay` false waits for the person. */
export function useFollow<Film>(latest: Film | null, endOf: (film: Film) => number, autoplay = true): Follow<Film> {
  const lastOf = (film: Film | null): number => (film === null ? 0 : endOf(film));
  /** Someone who wants no motion sees the end at once. */
  const begin = (film: Film | null): Shown<Film> => ({ film, moment: autoplay && prefersStill() ? lastOf(film) : 0 });
  const [shown, setShown] = useState<Shown<Film>>(() => begin(latest));
  const [isFollowing, setFollowing] = useState(autoplay);
  const isFirstOrNone = latest === null || shown.film === null;
  if (isFirstOrNone && latest !== shown.film) setShown(begin(latest));

  const end = lastOf(shown.film);
  const isAtEnd = shown.moment >= end;
  const hasNewer = latest !== shown.film;
  const next = isAtEnd ? begin(latest) : { ...shown, moment: shown.moment + 1 };
  useEffect(() => {
    if (!isFollowing || (isAtEnd && !hasNewer)) return undefined;
    const timer = setTimeout(() => setShown(next), isAtEnd ? END_MS : TURN_MS);
    return () => clearTimeout(timer);
    // `next` follows from what is listed; listing it would restart the timer on every render.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isFollowing, isAtEnd, hasNewer, latest, shown]);

  return {
    ...shown,
    end,
    isFollowing,
    hasNewer,
    show: (moment) => {
      setFollowing(false);
      setShown({ film: shown.film, moment: Math.min(end, Math.max(0, moment)) });
    },
    follow: () => {
      setFollowing(true);
      if (hasNewer || isAtEnd) setShown({ film: latest, moment: 0 });
    },
    stop: () => setFollowing(false),
  };
}
