/** The step of a lesson that trains: says what it sets before it does, then how far it has come. */
import { settingOf } from '../../core/settings.ts';
import { Button } from '../Button.tsx';
import { useLab } from '../session-context.ts';
import { progressLine } from '../transport/progress-line.ts';
import styles from './LessonDock.module.css';
import type { TrainingState, TrainingStep } from './use-training.ts';

interface Props {
  readonly step: TrainingStep;
  readonly state: TrainingState;
  readonly onStart: () => void;
}

export function TrainStep({ step, state, onStart }: Props) {
  const run = useLab((lab) => lab.run);
  const update = useLab((lab) => lab.status?.update ?? 0);
  const line = useLab((lab) => progressLine(lab, performance.now()));
  const sets = Object.entries(step.changes).map(([key, value]) => inWords(key, value));
  const needsRun = step.how === 'change' && ['empty', 'failed', 'finished'].includes(run);
  if (needsRun && state !== 'done')
    return (
      <p className={styles.outcome}>This goes on with the run of an earlier step. Go back to begin it, or skip.</p>
    );
  if (state === 'under-way')
    return (
      <div className={styles.training}>
        <progress aria-label="Updates of this step" max={step.until} value={Math.min(update, step.until)} />
        <p>
          Update {update} of {step.until}. {line}
        </p>
      </div>
    );
  return (
    <div className={styles.training}>
      {!(state === 'done' && step.how === 'change') && (
        <Button look={state === 'done' ? 'plain' : 'primary'} icon="play" onClick={onStart}>
          {state === 'done' ? 'Once more' : step.how === 'begin' ? 'Set it up and train' : 'Switch it on and train'}
        </Button>
      )}
      <p>
        {state === 'failed' && <b>The run ended before it had come far enough. </b>}
        {state === 'done' ? (
          <b>Done. Go on to see what came out.</b>
        ) : (
          <>
            Sets {sets.join(', ')}.{step.how === 'begin' && run !== 'empty' && ' The present run ends.'}
          </>
        )}
      </p>
    </div>
  );
}

function inWords(key: string, value: unknown): string {
  const setting = settingOf(key);
  const option = setting?.kind === 'choice' && setting.options.find((one) => one.value === value);
  const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : option ? option.label : String(value);
  return `${setting?.label ?? key} ${text}`;
}
