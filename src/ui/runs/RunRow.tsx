/** One run of the list: the numbers to find it by, and what can be done with it once it is unfolded. */
import { useState } from 'react';
import type { RunRecord } from '../../store/library/run-record.ts';
import { Button } from '../Button.tsx';
import { percent } from '../format.ts';
import { useLab } from '../session-context.ts';
import { RunTools } from './RunTools.tsx';
import styles from './RunRow.module.css';
import { changedText, dateText, intervalText, progressText, seedsText } from './run-text.ts';
import { Swatch } from './Swatch.tsx';
import { useLibrary, useShelf } from './use-shelf.ts';

export function RunRow({ run }: { run: RunRecord }) {
  const { library, recorder } = useShelf();
  const [isUnfolded, setUnfolded] = useState(false);
  const isTicked = useLibrary((state) => state.ticked.includes(run.id));
  const seeds = useLibrary((state) => seedsText(run, state.runs));
  const state = useLab((lab) => lab.run);
  const isHere = recorder.openId === run.id && state !== 'empty';
  const { id, name, starred, heldOut } = run;
  return (
    <li className={styles.row} data-here={isHere}>
      <div className={styles.line}>
        <label className={styles.tick}>
          <input
            type="checkbox"
            checked={isTicked}
            onChange={(event) => library.tick(id, event.target.checked)}
            aria-label={`Compare ${name}`}
          />
          <Swatch look={run} />
        </label>
        <div className={styles.what}>
          <button
            type="button"
            className={styles.name}
            aria-expanded={isUnfolded}
            onClick={() => setUnfolded(!isUnfolded)}
          >
            {name}
          </button>
          {isHere && <span className={styles.badge}>{state === 'running' ? 'training' : 'open'}</span>}
          <p className={styles.changed}>{changedText(run)}</p>
        </div>
        <p className={styles.result}>
          {heldOut ? (
            <>
              <b>{percent(heldOut.rate)}</b> <small>{intervalText(heldOut)}</small>
            </>
          ) : (
            <small>not measured</small>
          )}
        </p>
        <p className={styles.when}>
          {progressText(run)}
          <small>{dateText(run)}</small>
          {seeds && <small>{seeds}</small>}
        </p>
        <Button
          look="bare"
          icon={starred ? 'starred' : 'star'}
          className={styles.star}
          aria-label={`Star ${name}`}
          aria-pressed={starred}
          title={starred ? 'Starred: stays on top' : 'Star: keep on top'}
          onClick={() => void library.edit(id, { starred: !starred })}
        />
      </div>
      {isUnfolded && <RunTools run={run} isHere={isHere} />}
    </li>
  );
}
