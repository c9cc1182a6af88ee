/** Name, the views, one sentence on what this is, the local-only promise, theme and help. */
import { ActionButton } from '../actions/ActionButton.tsx';
import { Icon } from '../Icon.tsx';
import { useLab } from '../session-context.ts';
import styles from './Header.module.css';
import { ThemeToggle } from './ThemeToggle.tsx';
import { ViewSwitch } from './ViewSwitch.tsx';

const HOUSE = 'A small agent in a house learns by trial and error to find things and put them in place.';
const OTHER = 'A small agent learns a task by trial and error.';

export function Header() {
  const isHouse = useLab((state) => (state.opened ?? state.draft).env === 'house');
  return (
    <header className={styles.header}>
      <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" className={styles.tile} />
        <path d="M6.5 15.5 16 7.5l9.5 8" className={styles.roof} />
        <path d="M9 24.5c3.5 0 4.4-1.4 6.2-3.9s3-4.6 7.8-4.6" className={styles.curve} />
      </svg>
      <h1 className={styles.name}>turnlab</h1>
      <ViewSwitch />
      <p className={styles.tagline}>{isHouse ? HOUSE : OTHER}</p>
      <p
        className={styles.local}
        title="No account, no server, no tracking: model, training and results stay in this tab."
      >
        <Icon name="lock" size={14} />
        Nothing leaves this device
      </p>
      <ActionButton id="lessons" look="bare" />
      <ActionButton id="share" look="bare" iconOnly />
      <ThemeToggle />
      <ActionButton id="help" look="bare" iconOnly />
    </header>
  );
}
