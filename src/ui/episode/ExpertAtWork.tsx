/** Before the first episode: the expert at tasks like those to come, and what will appear here. */
import { useState } from 'react';
import type { Demonstration } from '../../store/replay.ts';
import { useLab } from '../session-context.ts';
import styles from './EpisodePanel.module.css';
import { ScenePicture } from './scene-lazy.tsx';
import { Stepper } from './Stepper.tsx';
import { prefersStill, useFollow } from './use-follow.ts';
import { useDemonstration } from './use-replay.ts';

interface Props {
  readonly env: string;
  readonly level: number;
  readonly seed: number;
}

const movesOf = ({ moves }: Demonstration): number => moves.length;

export function ExpertAtWork({ env, level, seed }: Props) {
  const isTraining = useLab((state) => state.run !== 'empty');
  const [turn, setTurn] = useState(0);
  const newest = useDemonstration(env, level, seed + turn);
  const follow = useFollow(newest, movesOf, !prefersStill());
  const { film, moment, end, isFollowing, hasNewer } = follow;
  // The next task is made ready while the end of this one is on show.
  const [askedAfter, setAskedAfter] = useState<Demonstration | null>(null);
  if (film && moment === end && isFollowing && !hasNewer && askedAfter !== film) {
    setAskedAfter(film);
    setTurn(turn + 1);
  }
  const now = film?.moments[moment];
  const move = film?.moves[moment - 1];
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <p className={styles.kicker}>The expert at work · the agent has not played yet</p>
        <p className={styles.task}>{film?.task ?? '\u00a0'}</p>
      </div>
      {now ? <ScenePicture scene={now.scene} /> : <div className={styles.pictureSpace} />}
      <Stepper follow={follow} resume="Play" />
      <dl className={styles.says}>
        {move && (
          <>
            <dt>thinks</dt>
            <dd>{move.think}</dd>
            <dt>does</dt>
            <dd>{move.action}</dd>
          </>
        )}
        <dt>sees</dt>
        <dd>{now?.text}</dd>
      </dl>
      <div className={styles.coming}>
        <p>
          {isTraining ? <b>A small language model is learning to imitate this expert.</b> : <b>Press Train</b>}
          {isTraining ? ' Then it' : ' and a small language model first imitates this expert, then'} goes on by trial
          and error. Its own episodes appear here:
        </p>
        <ul>
          <li>every word it thinks and does, tinted by how unsure it was of it;</li>
          <li>what the world answers, and whether the turn helped, did nothing or went in circles.</li>
        </ul>
      </div>
    </div>
  );
}
