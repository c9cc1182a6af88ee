/** One thing that can be chosen, with what it is below its name. */
import type { ReactNode } from 'react';
import styles from './BenchSheet.module.css';

interface Props {
  readonly isChosen: boolean;
  readonly isDisabled?: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

export function Choice({ isChosen, isDisabled = false, onToggle, children }: Props) {
  return (
    <label className={styles.choice}>
      <input type="checkbox" checked={isChosen} disabled={isDisabled} onChange={onToggle} />
      <span>{children}</span>
    </label>
  );
}
