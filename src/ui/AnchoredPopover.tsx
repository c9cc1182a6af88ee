/** What a button has opened, beside it: a title and whatever belongs under it. Arrives with the first press (PopoverButton). */
import { Popover } from '@base-ui/react/popover';
import type { ReactNode, RefObject } from 'react';
import styles from './explain/Explain.module.css';

interface Props {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly title: string;
  readonly className?: string | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function AnchoredPopover({ anchor, title, className = '', onClose, children }: Props) {
  return (
    <Popover.Root
      open
      onOpenChange={(open, { event }) => {
        // A press on the button itself toggles by its own handler; closing here too would open it again.
        const isOwnButton = event.target instanceof Node && anchor.current?.contains(event.target);
        if (!open && !isOwnButton) onClose();
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} sideOffset={6} collisionPadding={8} className={styles.positioner}>
          <Popover.Popup className={`${styles.popup} ${className}`} finalFocus={anchor}>
            <Popover.Title className={styles.title}>{title}</Popover.Title>
            {children}
            <Popover.Close className="visually-hidden">Close</Popover.Close>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
