/**
 * What is on show: which episode, which try, and how much of it. Follows the newest finished episode until a person reads,
 * and walks token by token through what was played; while training is paused, through the episode under way.
 */
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { Trajectory } from '../../rollout/trajectory.ts';
import type { Episode } from '../../store/state.ts';
import { useLab, useSession } from '../session-context.ts';
import { attemptsOfAll, type Attempt, type AttemptAt } from './attempts.ts';
import { useAsking } from './use-asking.ts';

export interface Shown {
  /** Null before the first episode. */
  readonly episode: Episode | null;
  readonly turns: readonly (readonly Attempt[])[];
  readonly tries: readonly Attempt[];
  readonly attempt: Attempt | undefined;
  /** Tokens of it that are shown; null = all. */
  readonly revealed: number | null;
  /** The episode is still being played. */
  readonly isUnderWay: boolean;
  /** The engine was asked for the next turn. */
  readonly isAsking: boolean;
  /** Nothing moves away until `release`. */
  readonly hold: () => void;
  /** Undefined while the newest is shown. */
  readonly release: (() => void) | undefined;
  readonly show: (at: AttemptAt) => void;
  readonly reveal: (tokens: number | null) => void;
  /** One more token of the episode under way, its newest turn first; asks the engine for a turn once all is shown. Undefined
   * while that is not possible. */
  readonly stepToken: (() => void) | undefined;
}

const FIRST: AttemptAt = { turn: 0, attempt: 0 };

export function useShown(): Shown {
  const { live } = useSession();
  const latest = useLab((state) => state.episode);
  const run = useLab((state) => state.run);
  const isTraining = useLab((state) => state.stage === 'training');
  const [held, setHeld] = useState<Episode | null>(null);
  const [chosen, setChosen] = useState(FIRST);
  const [revealed, setRevealed] = useState<number | null>(null);
  const [isLive, setLive] = useState(false);
  const played = useSyncExternalStore(
    useCallback((listener) => live.subscribe(listener), [live]),
    // Turns are not React's business while they come by the second.
    () => (isLive ? live.trajectory : null),
  );
  // What was held of a run goes with it.
  if (!latest && held) setHeld(null);

  const walk = useCallback((turns: Trajectory['turns'], turn: number, tokens: number) => {
    setChosen({ turn, attempt: turns[turn]?.rejected.length ?? 0 });
    setRevealed(tokens);
  }, []);
  const { isAsking, ask } = useAsking(played, (turns) => walk(turns, turns.length - 1, 1));

  // Training goes on: the newest finished episode is what one follows.
  if (!isAsking && run !== 'paused' && isLive) {
    setLive(false);
    setRevealed(null);
  }
  const episode = useMemo(
    () => (played ? { update: live.update, trajectory: played, advantage: [] } : latest && (held ?? latest)),
    [played, live, latest, held],
  );
  const turns = useMemo(() => (episode ? attemptsOfAll(episode.trajectory) : []), [episode]);
  const tries = turns[Math.min(chosen.turn, turns.length - 1)] ?? [];
  const attempt = tries[Math.min(chosen.attempt, tries.length - 1)];
  const isUnderWay = played !== null;

  const hold = useCallback(() => {
    if (!isUnderWay) setHeld(episode);
  }, [episode, isUnderWay]);
  const show = useCallback(
    ({ turn, attempt }: AttemptAt) => {
      hold();
      setChosen({ turn, attempt });
      setRevealed(null);
    },
    [hold],
  );
  const reveal = useCallback(
    (tokens: number | null) => {
      hold();
      setRevealed(tokens);
    },
    [hold],
  );
  const stepToken = (): void => {
    const known = live.trajectory;
    const now = played && attempt;
    setLive(true);
    if (!known) ask();
    else if (!now) walk(known.turns, known.turns.length - 1, 1);
    else if (revealed !== null && revealed < now.response.ids.length) setRevealed(revealed + 1);
    else if (now.turn + 1 < known.turns.length) walk(known.turns, now.turn + 1, 1);
    else ask();
  };
  const release = (): void => {
    setHeld(null);
    setLive(false);
    setRevealed(null);
  };
  return {
    episode,
    turns,
    tries,
    attempt,
    revealed,
    isUnderWay,
    isAsking,
    hold,
    release: isUnderWay || (held && held !== latest) ? release : undefined,
    show,
    reveal,
    stepToken: run === 'paused' && isTraining && !isAsking ? stepToken : undefined,
  };
}
