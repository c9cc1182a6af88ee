/** A chart's numbers as a table: the latest fifty rows to read, all of them to download. */
import type { RunHistory } from '../../store/history.ts';
import { short } from '../format.ts';
import { Sheet } from '../Sheet.tsx';
import type { ChartSpec } from './catalogue.ts';
import styles from './ChartTable.module.css';
import { csv, numbersOf } from './csv.ts';
import { NEWEST, NewestNote } from './NewestNote.tsx';

interface Props {
  readonly spec: ChartSpec;
  readonly history: RunHistory;
  readonly onClose: () => void;
}

export default function ChartTable({ spec, history, onClose }: Props) {
  const numbers = numbersOf(spec, history);
  const { headings, rows } = numbers;
  return (
    <Sheet title={`${spec.title} (${spec.unit})`} onClose={onClose}>
      {rows.length === 0 ? (
        <p>No data yet. {spec.empty}</p>
      ) : (
        <>
          <NewestNote rows={rows.length} csv={csv(numbers)} name={`turnlab-${spec.id}`} />
          <table className={styles.table}>
            <thead>
              <tr>
                {headings.map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows
                .slice(-NEWEST)
                .toReversed()
                .map((row) => (
                  <tr key={row[0]}>
                    {headings.map((heading, column) => (
                      <td key={heading}>{short(row[column]!)}</td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </>
      )}
    </Sheet>
  );
}
