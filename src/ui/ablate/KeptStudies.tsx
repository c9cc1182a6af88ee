/** Studies that were laid out before on this device: to take up again, or to forget. */
import { Button } from '../Button.tsx';
import { isOver } from '../../store/study/kept-study.ts';
import styles from './AskPanel.module.css';
import { useStudio, useStudy } from './use-studio.ts';

export function KeptStudies() {
  const runner = useStudio();
  const studies = useStudy((state) => state.studies);
  const present = useStudy(({ kept }) => kept?.id);
  const isRunning = useStudy(({ run }) => run === 'running');
  if (studies.length === 0) return null;
  return (
    <section aria-labelledby="kept-studies" className={styles.kept}>
      <h3 id="kept-studies">Laid out before</h3>
      <ul>
        {studies.toReversed().map(({ id, study: { name }, cells }) => (
          <li key={id} data-present={id === present}>
            <span>
              <b>{name}</b> {cells.filter(isOver).length} of {cells.length} runs
            </span>
            {id === present ? (
              <span className={styles.here}>on show</span>
            ) : (
              <Button
                look="small"
                disabled={isRunning}
                aria-label={`Show study ${name}`}
                onClick={() => runner.choose(id)}
              >
                Show
              </Button>
            )}
            <Button
              look="bare"
              icon="close"
              disabled={isRunning && id === present}
              aria-label={`Forget study ${name}`}
              title="Forget this study; its runs stay in Runs"
              onClick={() => void runner.remove(id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
