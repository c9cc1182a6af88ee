/** Before the first episode: what will be seen here, and how to get it. */
import panels from '../panels.module.css';
import styles from './UncertaintyView.module.css';

export function Coming() {
  return (
    <section className={`${panels.panel} ${styles.panel} ${styles.coming}`} aria-labelledby="coming">
      <h2 id="coming">Where does the agent hesitate?</h2>
      <p>
        Nothing has been played yet. Once the agent plays its first episode, this page shows how sure it was of every
        word and of every turn:
      </p>
      <ul>
        <li>
          <b>Token by token:</b> the uncertainty M of each word it wrote, and where its thinking stopped changing
          anything (the mean of the last changes Δ falls below ε), so that it could be cut.
        </li>
        <li>
          <b>Turn by turn:</b> the uncertainty Φ of each turn, its difference Γ to the turn before, and every try that
          was thrown away because Γ was below η.
        </li>
        <li>
          <b>What if:</b> drag ε or η over the recorded turns and see at once what they would have cut or sampled again.
        </li>
      </ul>
      <p>Press Train above, or Space.</p>
    </section>
  );
}
