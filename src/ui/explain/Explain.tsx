/** A small "i" that opens an explanation. The popover's code arrives with the first press. */
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { Button } from '../Button.tsx';
import styles from './Explain.module.css';

const ExplainPopover = lazy(() => import('./ExplainPopover.tsx'));

interface Props {
  /** What is explained: "Temperature". */
  readonly about: string;
  readonly children: ReactNode;
}

export function Explain({ about, children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        look="bare"
        icon="info"
        className={styles.button}
        aria-label={`About ${about}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Suspense>
          <ExplainPopover anchor={button} title={about} onClose={() => setOpen(false)}>
            {children}
          </ExplainPopover>
        </Suspense>
      )}
    </>
  );
}
