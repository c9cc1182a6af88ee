/** The question of a lesson, before anything is shown. */
import type { Step } from './lesson.ts';
import styles from './LessonDock.module.css';

interface Props {
  readonly step: Extract<Step, { kind: 'guess' }>;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

export function GuessStep({ step: { id, question, options }, chosen, onChoose }: Props) {
  return (
    <fieldset className={styles.guess}>
      <legend>{question}</legend>
      {options.map((option) => (
        <label key={option.id}>
          <input
            type="radio"
            name={`lesson-${id}`}
            checked={chosen === option.id}
            onChange={() => onChoose(option.id)}
          />
          {option.text}
        </label>
      ))}
    </fieldset>
  );
}
