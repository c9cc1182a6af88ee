/** Banners: what happened, what is safe, what to do next. */
import { useState } from 'react';
import type { Notice } from '../../store/state.ts';
import { Button } from '../Button.tsx';
import { Icon, type IconName } from '../Icon.tsx';
import { useLab, useSession } from '../session-context.ts';
import styles from './Notices.module.css';

const ICON: Readonly<Record<Notice['tone'], IconName>> = {
  info: 'info',
  good: 'check',
  warning: 'warning',
  error: 'warning',
};

export function Notices() {
  const notices = useLab((state) => state.notices);
  return (
    <div className={styles.notices} aria-live="polite">
      {notices.map((notice) => (
        <Banner key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Banner({ notice }: { notice: Notice }) {
  const session = useSession();
  const { id, tone, title, safe, next, details, restart, action } = notice;
  return (
    <div className={styles.banner} data-tone={tone} role={tone === 'error' ? 'alert' : undefined}>
      <Icon name={ICON[tone]} />
      <p className={styles.text}>
        <b>{title}</b> {safe} {next}
      </p>
      <div className={styles.buttons}>
        {restart && (
          <Button look="small" onClick={() => session.restart()}>
            Restart
          </Button>
        )}
        {action && (
          <Button look="small" onClick={action.perform}>
            {action.label}
          </Button>
        )}
        {details && <CopyDetails details={details} />}
        <Button look="bare" icon="close" aria-label={`Dismiss: ${title}`} onClick={() => session.dismiss(id)} />
      </div>
    </div>
  );
}

function CopyDetails({ details }: { details: string }) {
  const { status, opened } = useSession().state;
  const [outcome, setOutcome] = useState('Copy details');
  const text = [details, status?.label ?? '', navigator.userAgent, JSON.stringify(opened)].join('\n');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('Copied'),
      () => setOutcome('Copying was refused'),
    );
  };
  return (
    <Button look="small" icon="copy" onClick={copy}>
      {outcome}
    </Button>
  );
}
