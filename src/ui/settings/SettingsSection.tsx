/** The settings column; on a narrow page it starts folded, so that controls and curves come first. */
import { useState } from 'react';
import { PanelBoundary } from '../PanelBoundary.tsx';
import styles from './SettingsSection.module.css';
import { SettingsPanel } from './SettingsPanel.tsx';

export function SettingsSection({ className }: { className: string | undefined }) {
  const [isOpen, setOpen] = useState(() => matchMedia('(min-width: 52rem)').matches);
  return (
    <section className={className} aria-labelledby="settings">
      <h2 id="settings" className={styles.title}>
        <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Settings
        </button>
      </h2>
      {isOpen && (
        <PanelBoundary name="The settings">
          <SettingsPanel />
        </PanelBoundary>
      )}
    </section>
  );
}
