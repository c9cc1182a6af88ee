/** Goes through the moments of the film on show, or lets it play. */
import { Button } from '../Button.tsx';
import { Range } from '../Range.tsx';
import styles from './EpisodePanel.module.css';
import type { Follow } from './use-follow.ts';

interface Props {
  readonly follow: Follow<unknown>;
  /** Name of the button that lets it play on. */
  readonly resume: string;
}

export function Stepper({ follow, resume }: Props) {
  const { moment, end, isFollowing } = follow;
  return (
    <div className={styles.stepper}>
      <Button
        look="bare"
        icon="left"
        aria-label="Turn before"
        disabled={moment === 0}
        onClick={() => follow.show(moment - 1)}
      />
      <Range
        aria-label="Turn on show"
        aria-valuetext={moment === 0 ? 'Start' : `After turn ${moment} of ${end}`}
        min={0}
        max={end}
        value={moment}
        onMove={follow.show}
      />
      <Button
        look="bare"
        icon="right"
        aria-label="Next turn"
        disabled={moment === end}
        onClick={() => follow.show(moment + 1)}
      />
      <span className={styles.at} aria-hidden="true">
        {moment === 0 ? 'start' : `turn ${moment} / ${end}`}
      </span>
      <Button
        look="small"
        icon={isFollowing ? 'pause' : 'play'}
        className={styles.hold}
        title={isFollowing ? 'Stop here, to read' : 'Go on by itself'}
        onClick={isFollowing ? follow.stop : follow.follow}
      >
        {isFollowing ? 'Hold' : resume}
      </Button>
    </div>
  );
}
