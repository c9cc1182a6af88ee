/** What the run was found to suffer from, with the update, for as long as the run lasts; banners can be dismissed. */
import { useLab } from '../session-context.ts';
import styles from './AlertList.module.css';

export function AlertList() {
  const alerts = useLab((state) => state.alerts);
  if (alerts.length === 0) return null;
  return (
    <section className={styles.alerts} aria-labelledby="alerts">
      <h3 id="alerts">Alerts of this run</h3>
      <ul>
        {alerts.map(({ update, cause, sentence, next }) => (
          <li key={`${update} ${cause}`}>
            {sentence} <span className={styles.next}>{next}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
