/** The settings in which compared runs differ, and nothing else. */
import { differencesOf, type Experiment } from '../../store/library/compare.ts';
import styles from './Compare.module.css';
import { strandName } from './overlay.ts';
import { Swatch } from './Swatch.tsx';

export function DifferenceTable({ experiments }: { experiments: readonly Experiment[] }) {
  const rows = differencesOf(experiments);
  if (experiments.length < 2) return null;
  if (rows.length === 0) return <p className={styles.same}>Their settings are the same in everything.</p>;
  return (
    // Focusable, so that it can be scrolled by keyboard where the page is narrow.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.scroller} aria-label="Settings that differ" tabIndex={0}>
      <table className={styles.differences}>
        <thead>
          <tr>
            <th scope="col">Differs in</th>
            {experiments.map((experiment) => (
              <th key={experiment.lead.id} scope="col">
                <Swatch look={experiment.lead} />
                {strandName({ experiment })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, values }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {values.map((value, i) => (
                <td key={experiments[i]?.lead.id}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
