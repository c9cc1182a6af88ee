/** The seed, a button for another one, and how many are trained. */
import { ActionButton } from '../actions/ActionButton.tsx';
import { useLab, useSession } from '../session-context.ts';
import { useNumberText } from '../settings/use-number-text.ts';
import { SeedCount } from './SeedCount.tsx';
import styles from './Transport.module.css';

export function SeedBox() {
  const session = useSession();
  const seed = useLab((state) => state.draft.seed);
  const isHidden = useLab(({ guard }) => guard.hidden.includes('seed'));
  const isLocked = useLab(({ guard }) => guard.locked.includes('seed'));
  const box = useNumberText(seed, (value) => session.setSetting('seed', value));
  return (
    <div className={styles.seed}>
      {!isHidden && (
        <>
          <label className={styles.field}>
            <span>Seed</span>
            <input
              inputMode="numeric"
              autoComplete="off"
              title={box.error || 'Same settings, seed and device give the same run.'}
              aria-invalid={box.error !== ''}
              disabled={isLocked}
              {...box.props}
            />
          </label>
          <ActionButton id="new-seed" look="bare" iconOnly />
        </>
      )}
      <SeedCount />
    </div>
  );
}
