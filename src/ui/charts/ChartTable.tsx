/** A chart's numbers as a table: the latest fifty rows to read, all of them to download. */
import type { Ring } from '../../core/ring.ts';
import { short } from '../format.ts';
import { Sheet } from '../Sheet.tsx';
import type { ChartSpec } from './catalogue.ts';
import styles from './ChartTable.module.css';
import { csv, headings } from './csv.ts';
import { NEWEST, NewestNote } from './NewestNote.tsx';

interface Props {
  readonly spec: ChartSpec;
  readonly table: Ring;
  readonly onClose: () => void;
}

export default function ChartTable({ spec, table, onClose }: Props) {
  const columns = headings(spec);
  const shown = Math.min(NEWEST, table.length);
  const rows = Array.from({ length: shown }, (_, i) => table.length - 1 - i);
  return (
    <Sheet title={`${spec.title} (${spec.unit})`} onClose={onClose}>
      {shown === 0 ? (
        <p>No data yet. {spec.empty}</p>
      ) : (
        <>
          <NewestNote rows={table.length} csv={csv(table, columns)} name={`turnlab-${spec.id}`} />
          <table className={styles.table}>
            <thead>
              <tr>
                {columns.map(([heading]) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row}>
                  {columns.map(([heading, column]) => (
                    <td key={heading}>{short(table.at(row, column))}</td>
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
