/** What an episode was about and how it ended. */
import type { Episode } from '../../store/state.ts';
import { Icon } from '../Icon.tsx';
import { count, short } from '../format.ts';
import styles from './EpisodePanel.module.css';

export function Outcome({ episode, task }: { episode: Episode; task: string | null }) {
  const { trajectory, update } = episode;
  const { success, turns, reward } = trajectory;
  const when = update === 0 ? 'warm start' : `update ${count(update)}`;
  return (
    <div className={styles.head}>
      <p className={styles.kicker}>Episode · {when}</p>
      <p className={styles.task}>{task ?? `Task ${trajectory.task.seed}, level ${trajectory.task.level}`}</p>
      <p className={styles.outcome} data-success={success}>
        <Icon name={success ? 'check' : 'cross'} size={14} />
        {success ? `Solved in ${turns.length} turns` : `Not solved in ${turns.length} turns`}
        <span className={styles.reward}>reward {short(reward)}</span>
      </p>
    </div>
  );
}
