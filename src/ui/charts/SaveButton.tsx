/** A small button that opens a chart's save menu. The menu's code arrives with the first press. */
import type { ReactNode, RefObject } from 'react';
import { PopoverButton } from '../PopoverButton.tsx';
import styles from './LiveChart.module.css';

interface Props {
  /** What is saved: "Entropy". */
  readonly about: string;
  readonly children: (anchor: RefObject<HTMLButtonElement | null>, close: () => void) => ReactNode;
}

export function SaveButton({ about, children }: Props) {
  return (
    <PopoverButton icon="export" label={`Save ${about}`} title="Save as a file" className={styles.tool}>
      {children}
    </PopoverButton>
  );
}
