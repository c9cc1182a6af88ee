/** One seed of an experiment: what came out of it, and what can be done with it once it is unfolded. */
import { useState } from 'react';
import type { RunRecord } from '../../store/library/run-record.ts';
import { percent } from '../format.ts';
import row from './RunRow.module.css';
import styles from './RunTools.module.css';
import { intervalText, movedText, progressText } from './run-text.ts';
import { SeedButtons } from './SeedButtons.tsx';

export function SeedRow({ run, isHere }: { run: RunRecord; isHere: boolean }) {
  const [isUnfolded, setUnfolded] = useState(false);
  const { heldOut, seed, stage } = run;
  const moved = movedText(run);
  return (
    <li className={styles.seed}>
      <p className={styles.outcome}>
        <button type="button" className={row.name} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          Seed {seed}
        </button>
        {heldOut && (
          <span>
            <b>{percent(heldOut.rate)}</b> <small>{intervalText(heldOut)} tasks</small>
          </span>
        )}
        <small>
          {stage === 'finished' ? 'finished' : progressText(run)}
          {isHere && ', open in the Lab'}
          {moved && ` · changed while training: ${moved}`}
        </small>
      </p>
      {isUnfolded && (
        <div className={styles.buttons}>
          <SeedButtons run={run} isHere={isHere} />
        </div>
      )}
    </li>
  );
}
