/** A chart's numbers as a table: the latest fifty rows to read, all of them to download. */
import type { Ring } from '../../core/ring.ts';
import { short } from '../format.ts';
import { Sheet } from '../Sheet.tsx';
import type { ChartSpec } from './catalogue.ts';
import styles from './ChartTable.module.css';
import { csv } from './csv.ts';

const SHOWN = 50;

interface Props {
  readonly spec: ChartSpec;
  readonly table: Ring;
  readonly onClose: () => void;
}

export default function ChartTable({ spec, table, onClose }: Props) {
  const columns = headings(spec);
  const shown = Math.min(SHOWN, table.length);
  const rows = Array.from({ length: shown }, (_, i) => table.length - 1 - i);
  const file = `data:text/csv;charset=utf-8,${encodeURIComponent(csv(table, columns))}`;
  return (
    <Sheet title={`${spec.title} (${spec.unit})`} onClose={onClose}>
      {shown === 0 ? (
        <p>No data yet. {spec.empty}</p>
      ) : (
        <>
          <p className={styles.note}>
            Newest first, {shown} of {table.length} rows.{' '}
            <a href={file} download={`turnlab-${spec.id}.csv`}>
              Download all as CSV
            </a>
          </p>
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

function headings({ table, column, raw, interval }: ChartSpec): readonly (readonly [string, number])[] {
  const x = [table === 'warm' ? 'cloning update' : 'update', 0] as const;
  if (interval) return [x, ['value', column], ['low', interval.low], ['high', interval.high], ['tasks', interval.n]];
  return raw === undefined ? [x, ['value', column]] : [x, ['value', raw], ['smoothed', column]];
}
