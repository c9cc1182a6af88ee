/** One entry of the list: the numbers to find it by, and what can be done with it once it is unfolded. */
import { useState } from 'react';
import type { RunGroup } from '../../store/library/groups.ts';
import { Button } from '../Button.tsx';
import { percent } from '../format.ts';
import { useLab } from '../session-context.ts';
import { RunTools } from './RunTools.tsx';
import styles from './RunRow.module.css';
import {
  changedText,
  dateText,
  intervalText,
  progressText,
  seedsProgress,
  seedsText,
  successText,
} from './run-text.ts';
import { Swatch } from './Swatch.tsx';
import { useLibrary, useShelf } from './use-shelf.ts';

export function RunRow({ group }: { group: RunGroup }) {
  const { library, recorder } = useShelf();
  const [isUnfolded, setUnfolded] = useState(false);
  const isTicked = useLibrary((state) => state.ticked.includes(group.id));
  const state = useLab((lab) => lab.run);
  const openId = state === 'empty' ? null : recorder.openId;
  const isHere = group.runs.some(({ id }) => id === openId);
  const { name, lead, seeds } = group;
  const { id, starred } = lead;
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
          <Swatch look={lead} />
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
          {seeds > 1 && <small className={styles.seeds}>{seeds} seeds</small>}
          {isHere && <span className={styles.badge}>{state === 'running' ? 'training' : 'open'}</span>}
          <p className={styles.changed}>{changedText(lead)}</p>
        </div>
        <Result group={group} />
        <When group={group} />
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
      {isUnfolded && <RunTools group={group} openId={openId} />}
    </li>
  );
}

function Result({ group }: { group: RunGroup }) {
  const { heldOut, experiment } = group.lead;
  const alone = heldOut ? { mean: percent(heldOut.rate), interval: intervalText(heldOut) } : null;
  const { mean, interval } = experiment ? successText(group) : (alone ?? { mean: '', interval: 'not measured' });
  return (
    <p className={styles.result}>
      {mean && <b>{mean}</b>} <small>{interval}</small>
    </p>
  );
}

function When({ group }: { group: RunGroup }) {
  const { lead } = group;
  const seeds = useLibrary((state) => seedsText(lead, state.runs));
  return (
    <p className={styles.when}>
      {lead.experiment ? seedsProgress(group) : progressText(lead)}
      <small>{dateText(lead)}</small>
      {seeds && <small>{seeds}</small>}
    </p>
  );
}
