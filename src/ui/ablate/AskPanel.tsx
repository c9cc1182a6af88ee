/** The ways to a study: one that comes along, one of one's own, a file, or one that was begun before. */
import { useState } from 'react';
import { CANNED_STUDIES, cannedStudy } from '../../train/canned-studies.ts';
import { asTurnlabError } from '../../core/errors.ts';
import { cellsOf, type Study } from '../../train/study.ts';
import disclosure from '../disclosure.module.css';
import { Problem } from '../Problem.tsx';
import styles from './AskPanel.module.css';
import { FileButton } from './FileButton.tsx';
import { KeptStudies } from './KeptStudies.tsx';
import type { OpenedResult } from './opened-result.ts';
import { StudyForm } from './StudyForm.tsx';
import { useStudio, useStudy } from './use-studio.ts';

interface Props {
  readonly onResult: (result: OpenedResult | null) => void;
}

export function AskPanel({ onResult }: Props) {
  const runner = useStudio();
  const isRunning = useStudy(({ run }) => run === 'running');
  const [problem, setProblem] = useState('');
  /** Lays a study out; nothing runs yet. What is wrong with it is told below. */
  const plan = (make: () => Study): void => {
    try {
      runner.open(make());
      onResult(null);
      setProblem('');
    } catch (thrown) {
      const { message, next } = asTurnlabError(thrown);
      setProblem(`${message} ${next}`.trim());
    }
  };
  return (
    <div className={styles.ask} data-locked={isRunning}>
      {isRunning && <p className={styles.note}>A study is running. Pause it to lay out another one.</p>}
      <ul className={styles.canned}>
        {CANNED_STUDIES.map(({ id, title, question }) => (
          <li key={id}>
            <button
              type="button"
              className={styles.card}
              disabled={isRunning}
              onClick={() => plan(() => cannedStudy(id))}
            >
              <b>{title}</b>
              <span>{question}</span>
              <small>{runsText(id)}</small>
            </button>
          </li>
        ))}
      </ul>
      <details className={`${disclosure.disclosure} ${styles.own}`}>
        <summary>
          <h3>A question of your own</h3>
        </summary>
        <StudyForm isLocked={isRunning} onPlan={plan} />
      </details>
      <FileButton
        isLocked={isRunning}
        onStudy={(study) => plan(() => study)}
        onResult={onResult}
        onProblem={setProblem}
      />
      <Problem text={problem} />
      <KeptStudies />
    </div>
  );
}

/** Made once: listing cells checks the settings of each. */
const counted = new Map<string, string>();

function runsText(id: string): string {
  const text = counted.get(id) ?? `${cellsOf(cannedStudy(id)).length} runs`;
  counted.set(id, text);
  return text;
}
