/** What was measured, by benchmark: ours, then beside other libraries, each with what its figures mean; at the end what was
 * left out and why. */
import { Fragment } from 'react';
import { BENCHMARKS } from '../../bench/options.ts';
import type { Comparison } from '../../bench/report.ts';
import styles from './BenchSheet.module.css';
import { leftOut } from './left-out.ts';
import { peerRows } from './peer-rows.ts';
import { PeerTable } from './PeerTable.tsx';
import { resultRows, type ResultRow } from './result-rows.ts';
import { WORDS } from './words.ts';

export function BenchResults({ records }: { records: readonly Comparison[] }) {
  const rows = resultRows(records);
  const comparisons = peerRows(records);
  const missing = leftOut(records);
  if (rows.length + missing.length === 0) return null;
  return (
    <section className={styles.results} aria-label="Results">
      {BENCHMARKS.map((name) => {
        const here = rows.filter(({ benchmark }) => benchmark === name);
        const beside = comparisons.filter(({ benchmark }) => benchmark === name);
        return (
          <Fragment key={name}>
            {here.length > 0 && <Table {...WORDS[name]} rows={here} />}
            {beside.length > 0 && <PeerTable name={WORDS[name].name} rows={beside} />}
          </Fragment>
        );
      })}
      {rows.length > 0 && (
        <p className={styles.lede}>
          Bold: the median of the samples; below it the fastest and the slowest. Launches: programs started on the
          device and read-backs of its numbers, for one such unit. Memory: the most that was allocated at once.
        </p>
      )}
      {comparisons.length > 0 && (
        <p className={styles.lede}>
          Ratio: the library’s median time ÷ turnlab’s. Above 1, turnlab is faster; below, the library. Each gave
          turnlab’s answer before it was timed, a training step 20 equal losses to 1e-4.
        </p>
      )}
      {missing.length > 0 && (
        <>
          <h3>Left out</h3>
          <ul className={styles.lacks}>
            {missing.map(({ key, who, cases, where, reason }) => (
              <li key={key}>
                {who && <b>{who}, </b>}
                {cases.join('; ')} ({where}): {reason}
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
