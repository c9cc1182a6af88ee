/** What was measured, by benchmark, each with what its figures mean; below it what was left out and why. */
import { BENCHMARKS } from '../../bench/options.ts';
import type { Comparison } from '../../bench/report.ts';
import styles from './BenchSheet.module.css';
import { leftOut, resultRows, type ResultRow } from './result-rows.ts';
import { WORDS } from './words.ts';

export function BenchResults({ records }: { records: readonly Comparison[] }) {
  const rows = resultRows(records);
  const missing = leftOut(records);
  if (rows.length + missing.length === 0) return null;
  return (
    <section className={styles.results} aria-label="Results">
      {BENCHMARKS.map((name) => {
        const here = rows.filter(({ benchmark }) => benchmark === name);
        return here.length > 0 && <Table key={name} {...WORDS[name]} rows={here} />;
      })}
      {rows.length > 0 && (
        <p className={styles.lede}>
          Bold: the median of the samples; below it the fastest and the slowest. Launches: programs started on the
          device and read-backs of its numbers, for one such unit. Memory: the most that was allocated at once.
        </p>
      )}
      {missing.length > 0 && (
        <>
          <h3>Left out</h3>
          <ul className={styles.lacks}>
            {missing.map(({ key, what, where, reason }) => (
              <li key={key}>
                <b>{what}</b> ({where}): {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface TableProps {
  readonly name: string;
  readonly figures: string;
  readonly rows: readonly ResultRow[];
}

function Table({ name, figures, rows }: TableProps) {
  const hasRate = rows.some(({ rate }) => rate !== '');
  const hasLaunches = rows.some(({ launches }) => launches !== '');
  const hasMemory = rows.some(({ memory }) => memory !== '');
  return (
    <>
      <h3>{name}</h3>
      <p className={styles.lede}>{figures}</p>
      {/* Focusable, so that it can be scrolled by keyboard where it is wider than the sheet. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.scroller} tabIndex={0} aria-label={`${name}: figures`}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Case</th>
              <th scope="col">Result</th>
              {hasRate && <th scope="col">Rate</th>}
              {hasLaunches && <th scope="col">Launches</th>}
              {hasMemory && <th scope="col">Memory</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  {row.size}
                  <small>{row.place}</small>
                </th>
                <td>
                  <b>{row.figure}</b>
                  <small>{row.range}</small>
                </td>
                {hasRate && (
                  <td>
                    {row.rate}
                    <small>{row.share}</small>
                  </td>
                )}
                {hasLaunches && <td>{row.launches}</td>}
                {hasMemory && <td>{row.memory}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
