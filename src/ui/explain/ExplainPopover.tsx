/** The explanation itself, beside the button that opened it. */
import { Popover } from '@base-ui/react/popover';
import type { ReactNode, RefObject } from 'react';
import { AnchoredPopover } from '../AnchoredPopover.tsx';
import styles from './Explain.module.css';

interface Props {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export default function ExplainPopover({ children, ...place }: Props) {
  return (
    <AnchoredPopover {...place}>
      <Popover.Description render={<div />} className={styles.body}>
        {children}
      </Popover.Description>
    </AnchoredPopover>
  );
}
