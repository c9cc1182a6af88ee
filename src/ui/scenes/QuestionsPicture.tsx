/** 20 questions: what was asked and answered, and all things it may be, those that no longer fit struck out. Real text. */
import type { QuestionsScene } from '../../envs/guess/scene.ts';
import styles from './guess.module.css';

export function QuestionsPicture({ scene: { facts, things, hidden, found, turns } }: { scene: QuestionsScene }) {
  const asked = facts.filter((f) => !f.given).length;
  return (
    <div className={styles.questions}>
      <p>
        {found
          ? `The agent has found it: the ${hidden}. `
          : hidden && `The agent does not know that it is the ${hidden}. `}
        Turn {asked} of {turns}.
      </p>
      <ol className={styles.facts}>
        {facts.map(({ about, isGuess, answer, given, left }) => (
          <li key={about} data-answer={answer}>
            {isGuess ? `the ${about}` : about}? <b>{answer}</b>
            <small>
              {given ? 'given, ' : ''}
              {left} left
            </small>
          </li>
        ))}
      </ol>
      <ul className={styles.things}>
        {things.map(({ name, fits }) => (
          <li key={name} data-hidden={name === hidden}>
            {fits ? name : <s>{name}</s>}
          </li>
        ))}
      </ul>
    </div>
  );
}
