/** A text to take along: shown in full, copied with one press, selected for copying by hand where that is refused. */
import { useId, useRef, useState } from 'react';
import { Button } from '../Button.tsx';
import styles from './ShareSheet.module.css';

interface Props {
  readonly label: string;
  readonly text: string;
  /** What the button says. */
  readonly action?: string;
}

export function CopyField({ label, text, action = 'Copy' }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<{ readonly text: string; readonly outcome: string } | null>(null);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied({ text, outcome: 'Copied.' }),
      () => {
        field.current?.select();
        setCopied({ text, outcome: 'Copying was refused. The text is selected: copy it with Ctrl+C or ⌘C.' });
      },
    );
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <textarea ref={field} id={id} readOnly rows={3} spellCheck={false} value={text} />
      <div className={styles.copy}>
        <Button look="primary" icon="copy" onClick={copy}>
          {action}
        </Button>
        <output>{copied?.text === text ? copied.outcome : ''}</output>
      </div>
    </div>
  );
}
