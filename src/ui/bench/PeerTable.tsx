/** One benchmark's comparisons with other libraries. */
import styles from './BenchSheet.module.css';
import type { PeerRow } from './peer-rows.ts';

export function PeerTable({ name, rows }: { name: string; rows: readonly PeerRow[] }) {
  return (
    // Focusable, so that it can be scrolled by keyboard where it is wider than the sheet.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.scroller} tabIndex={0} aria-label={`${name}: comparisons`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Case</th>
            <th scope="col">Ratio to</th>
            <th scope="col">turnlab</th>
            <th scope="col">Library’s time</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.size}
                <small>{row.adapter}</small>
              </th>
              <td>
                <b>{row.ratio}</b>
                <small>{row.peer}</small>
                <small>{row.detail}</small>
              </td>
              <td>
                {row.ours}
                <small>{row.oursSpan}</small>
              </td>
              <td>
                {row.theirs}
                <small>{row.theirsSpan}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
