/** A small button that opens a chart's save menu. The menu's code arrives with the first press. */
import { Suspense, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Button } from '../Button.tsx';
import styles from './LiveChart.module.css';

interface Props {
  /** What is saved: "Entropy". */
  readonly about: string;
  readonly children: (anchor: RefObject<HTMLButtonElement | null>, close: () => void) => ReactNode;
}

export function SaveButton({ about, children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        look="bare"
        icon="export"
        className={styles.tool}
        aria-label={`Save ${about}`}
        title="Save as a file"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && <Suspense>{children(button, () => setOpen(false))}</Suspense>}
    </>
  );
}
