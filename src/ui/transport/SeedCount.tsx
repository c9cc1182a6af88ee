/** How many seeds a run is trained from. Not where one is enough: in a lesson, and in a frame in another page. */
import { lazy } from 'react';
import { MOST_SEEDS } from '../../store/experiment.ts';
import { Explain } from '../explain/Explain.tsx';
import { useLab, useSession } from '../session-context.ts';
import styles from './Transport.module.css';

const SeedWords = lazy(() => import('./SeedWords.tsx'));

export function SeedCount() {
  const session = useSession();
  const seeds = useLab((state) => state.seeds);
  const isLocked = useLab(({ guard }) => guard.locked.includes('seeds'));
  const isHidden = useLab(({ guard, lesson }) => guard.hidden.includes('seeds') || guard.isEmbedded || lesson !== null);
  if (isHidden) return null;
  return (
    <div className={styles.field}>
      <select
        aria-label="Number of seeds"
        title="Applies when a run starts."
        value={seeds}
        disabled={isLocked}
        onChange={(event) => session.chooseSeeds(Number(event.target.value))}
      >
        {Array.from({ length: MOST_SEEDS }, (_, i) => (
          <option key={i} value={i + 1}>
            {i + 1} {i ? 'seeds' : 'seed'}
          </option>
        ))}
      </select>
      <Explain about="seeds">
        <SeedWords />
      </Explain>
    </div>
  );
}
