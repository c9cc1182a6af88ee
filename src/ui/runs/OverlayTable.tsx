/** An overlay chart's numbers: the latest rows to read, all of them to download. */
import type { Progress } from '../../store/library/curves.ts';
import type { ChartSpec } from '../charts/catalogue.ts';
import styles from '../charts/ChartTable.module.css';
import { count } from '../format.ts';
import { Sheet } from '../Sheet.tsx';
import { readingOf, strandName, unionOf, X_NAME, type Strand } from './overlay.ts';

const SHOWN = 50;

interface Props {
  readonly spec: ChartSpec;
  readonly strands: readonly Strand[];
  readonly progress: Progress;
  readonly onClose: () => void;
}

export default function OverlayTable({ spec, strands, progress, onClose }: Props) {
  const xs = unionOf(strands).toReversed();
  const file = `data:text/csv;charset=utf-8,${encodeURIComponent(csvOf(strands, progress))}`;
  return (
    <Sheet title={`${spec.title} (${spec.unit})`} onClose={onClose}>
      <p className={styles.note}>
        Newest first, {Math.min(SHOWN, xs.length)} of {xs.length} rows.{' '}
        <a href={file} download={`turnlab-compare-${spec.id}.csv`}>
          Download all as CSV
        </a>
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{X_NAME[progress]}</th>
            {strands.map((strand) => (
              <th key={strand.experiment.lead.id} scope="col">
                {strandName(strand)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {xs.slice(0, SHOWN).map((x) => (
            <tr key={x}>
              <td>{count(x)}</td>
              {strands.map((strand) => (
                <td key={strand.experiment.lead.id}>{readingOf(strand, x, spec.print)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

/** One row a point: which runs, how many seeds, x, the line as measured and the ends of its band. */
function csvOf(strands: readonly Strand[], progress: Progress): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const cell = (value: number | undefined): string => (Number.isFinite(value) ? String(value) : '');
  const rows = strands.flatMap(({ experiment, line }) =>
    line.x.map((x, i) =>
      [quoted(experiment.lead.name), line.n, x, cell(line.mean[i]), cell(line.low[i]), cell(line.high[i])].join(','),
    ),
  );
  return `${[`run,seeds,${progress},value,low,high`, ...rows].join('\n')}\n`;
}
