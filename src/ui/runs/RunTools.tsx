/** What can be done with an entry of the list, once it is unfolded: of an experiment as a whole, then of each of its seeds. */
import type { RunGroup } from '../../store/library/groups.ts';
import { keptSettings } from '../../store/library/groups.ts';
import { AboutRun } from './AboutRun.tsx';
import { GroupButtons } from './GroupButtons.tsx';
import styles from './RunTools.module.css';
import { SeedButtons } from './SeedButtons.tsx';
import { SeedRow } from './SeedRow.tsx';

interface Props {
  readonly group: RunGroup;
  /** The run that is open on this page; null when there is none. */
  readonly openId: string | null;
}

export function RunTools({ group, openId }: Props) {
  const { lead, runs } = group;
  const isHere = runs.some(({ id }) => id === openId);
  if (!lead.experiment)
    return (
      <div className={styles.tools}>
        <AboutRun group={group} />
        <div className={styles.buttons}>
          <SeedButtons run={lead} isHere={isHere} />
          <GroupButtons group={group} isHere={isHere} />
        </div>
      </div>
    );
  const leftOut = runs.filter(({ stage }) => stage === 'finished').length - keptSettings(runs).length;
  return (
    <div className={styles.tools}>
      <AboutRun group={group}>
        . Held-out success is the mean over the finished seeds with its 95 % interval (Student’s t)
        {leftOut > 0 &&
          `, without the ${leftOut === 1 ? 'one' : leftOut} that ${leftOut === 1 ? 'was' : 'were'} changed while training`}
        .
      </AboutRun>
      <div className={styles.buttons}>
        <GroupButtons group={group} isHere={isHere} />
      </div>
      <ul className={styles.seeds} aria-label={`Seeds of ${group.name}`}>
        {runs.map((run) => (
          <SeedRow key={run.id} run={run} isHere={run.id === openId} />
        ))}
      </ul>
    </div>
  );
}
