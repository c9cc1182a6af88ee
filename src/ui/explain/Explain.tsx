/** A small "i" that opens an explanation. The popover's code arrives with the first press. */
import { lazy, type ReactNode } from 'react';
import { PopoverButton } from '../PopoverButton.tsx';
import styles from './Explain.module.css';

const ExplainPopover = lazy(() => import('./ExplainPopover.tsx'));

interface Props {
  /** What is explained: "Temperature". */
  readonly about: string;
  readonly children: ReactNode;
}

export function Explain({ about, children }: Props) {
  return (
    <PopoverButton icon="info" label={`About ${about}`} className={styles.button}>
      {(anchor, close) => (
        <ExplainPopover anchor={anchor} title={about} onClose={close}>
          {children}
        </ExplainPopover>
      )}
    </PopoverButton>
  );
}
