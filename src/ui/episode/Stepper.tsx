/** Goes through the turns of the episode on show, or follows the newest. */
import { Button } from '../Button.tsx';
import styles from './EpisodePanel.module.css';
import type { Follow } from './use-follow.ts';

export function Stepper({ follow }: { follow: Follow }) {
  const { episode, moment, isFollowing, newer } = follow;
  const last = episode?.trajectory.turns.length ?? 0;
  return (
    <div className={styles.stepper}>
      <Button
        look="bare"
        icon="left"
        aria-label="Turn before"
        disabled={moment === 0}
        onClick={() => follow.show(moment - 1)}
      />
      <input
        type="range"
        className={styles.scrub}
        aria-label="Turn on show"
        aria-valuetext={moment === 0 ? 'Start' : `After turn ${moment} of ${last}`}
        min={0}
        max={last}
        value={moment}
        onChange={(event) => follow.show(event.target.valueAsNumber)}
      />
      <Button
        look="bare"
        icon="right"
        aria-label="Next turn"
        disabled={moment === last}
        onClick={() => follow.show(moment + 1)}
      />
      <span className={styles.at} aria-hidden="true">
        {moment === 0 ? 'start' : `turn ${moment} / ${last}`}
      </span>
      <Button
        look="small"
        icon={isFollowing ? 'pause' : 'play'}
        title={isFollowing ? 'Stop going through the newest episodes' : 'Go through the newest episodes by itself'}
        onClick={isFollowing ? follow.stop : follow.follow}
      >
        {isFollowing ? 'Hold' : newer ? 'Show newest' : 'Follow'}
      </Button>
    </div>
  );
}
