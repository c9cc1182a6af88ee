/** A small button that opens something beside it, whose code may arrive with the first press. */
import { Suspense, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Button } from './Button.tsx';
import type { IconName } from './Icon.tsx';

interface Props {
  readonly icon: IconName;
  /** "About Temperature". */
  readonly label: string;
  readonly title?: string;
  readonly className?: string | undefined;
  readonly children: (anchor: RefObject<HTMLButtonElement | null>, close: () => void) => ReactNode;
}

export function PopoverButton({ icon, label, title, className, children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        look="bare"
        icon={icon}
        className={className}
        aria-label={label}
        title={title}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && <Suspense>{children(button, () => setOpen(false))}</Suspense>}
    </>
  );
}
