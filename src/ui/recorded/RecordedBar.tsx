/** Says that what is shown was recorded, when and with what; pauses it, plays it again, or puts it away. */
import { useStore } from 'zustand';
import { ENVIRONMENTS } from '../../core/environments.ts';
import { presetOf } from '../../core/settings.ts';
import { Button } from '../Button.tsx';
import styles from './RecordedBar.module.css';
import type { Recorded } from './recorded-session.ts';
import type { Recording } from './recording.ts';
import type { Shown } from './use-recorded.ts';

export function RecordedBar({ shown: { recorded, stop } }: { shown: Shown }) {
  return (
    <section className={styles.bar} aria-label="Recorded run">
      <p className={styles.text}>
        <b className={styles.tag}>Recorded</b>{' '}
        {recorded ? whatItIs(recorded.recording) : 'A run that was trained earlier is being fetched.'}{' '}
        <span className={styles.next}>Press Train for a live one of your own.</span>
      </p>
      {recorded && <Playing recorded={recorded} />}
      <Button look="bare" icon="close" aria-label="Put the recorded run away" title="Put it away" onClick={stop} />
    </section>
  );
}

function Playing({ recorded: { session } }: { recorded: Recorded }) {
  const run = useStore(session.store, (state) => state.run);
  const isMoving = run === 'running' || run === 'preparing';
  return (
    <Button
      look="small"
      icon={isMoving ? 'pause' : 'play'}
      onClick={() => (isMoving ? session.pause() : session.train())}
    >
      {isMoving ? 'Pause' : run === 'finished' ? 'Play again' : 'Go on'}
    </Button>
  );
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** "20 November 2026: MiniHouse level 0, Micro, seed 0, 100 updates on CPU · WASM SIMD." */
export function whatItIs({ made, backend, preset, settings }: Recording): string {
  const world = ENVIRONMENTS.find(({ id }) => id === settings.env)?.title;
  const parts = [
    `${world} level ${settings.level}`,
    `preset ${presetOf(preset).title}`,
    `seed ${settings.seed}`,
    `${settings.updates} updates on ${backend}`,
  ];
  return `${DAY.format(new Date(made))}: ${parts.join(', ')}.`;
}
