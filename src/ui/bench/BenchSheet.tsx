/** "Measure this device": what there is, what to measure, how far it is, what came out, and a report to copy. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { benchSession, type BenchSession } from '../../store/bench/bench-session.ts';
import { Button } from '../Button.tsx';
import { Problem } from '../Problem.tsx';
import { Sheet } from '../Sheet.tsx';
import { BenchForm } from './BenchForm.tsx';
import { BenchResults } from './BenchResults.tsx';
import styles from './BenchSheet.module.css';
import { DevicePart } from './DevicePart.tsx';
import { ReportPart } from './ReportPart.tsx';
import { stepText, WORDS } from './words.ts';

/** The button that was pressed is gone, and focus would be with it. */
const takeFocus = (button: HTMLButtonElement | null): void => button?.focus();

interface Props {
  readonly onClose: () => void;
  /** The page's, unless a test has another. */
  readonly bench?: BenchSession;
}

export default function BenchSheet({ onClose, bench = benchSession }: Props) {
  const state = useStore(bench.store);
  useEffect(() => {
    void bench.look();
    // A measurement that nobody watches would disturb what comes next; its results are still there when the sheet is.
    return () => bench.stop();
  }, [bench]);
  const { survey, phase, now, step, records, problem } = state;
  return (
    <Sheet title="Measure this device" onClose={onClose}>
      <p className={styles.lede}>
        Times the engine’s own work here, in a worker of its own, and other libraries on the same work, in turns:
        answers must agree before anything is timed, nine times. Nothing leaves this device; the libraries come from
        this site.
      </p>
      {phase === 'looking' && <p className={styles.lede}>Looking at the device…</p>}
      {survey && <DevicePart survey={survey} />}
      {/* Hidden, not taken away: its choices stay for the next time. */}
      {survey && (
        <div hidden={phase === 'measuring'}>
          <BenchForm bench={bench} survey={survey} />
        </div>
      )}
      {phase === 'measuring' && (
        <div className={styles.running}>
          <progress value={now ? now.done / now.total : undefined} aria-label="Measuring" />
          <span>
            {now
              ? `${now.done + 1} of ${now.total}: ${WORDS[now.job.benchmark].name.toLowerCase()}, ${now.job.size}`
              : 'Getting ready'}
            {step && <small>{stepText(step)}</small>}
          </span>
          <Button ref={takeFocus} look="small" onClick={() => bench.stop()}>
            Stop
          </Button>
        </div>
      )}
      <Problem text={problem} />
      <output className={styles.outcome}>
        {phase === 'done' && 'Measured.'}
        {phase === 'stopped' && 'Stopped. What was measured before stays.'}
      </output>
      {state.isDisturbed && <p className={styles.warning}>Training ran when this began: the figures are disturbed.</p>}
      <BenchResults records={records} />
      {state.lines.length > 0 && phase !== 'measuring' && <ReportPart state={state} />}
    </Sheet>
  );
}
