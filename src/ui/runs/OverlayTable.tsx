/** An overlay chart's numbers: the latest rows to read, all of them to download. */
import type { Progress } from '../../store/library/curves.ts';
import type { ChartSpec } from '../charts/catalogue.ts';
import styles from '../charts/ChartTable.module.css';
import { NEWEST, NewestNote } from '../charts/NewestNote.tsx';
import { count } from '../format.ts';
import { Sheet } from '../Sheet.tsx';
import { readingOf, strandName, unionOf, X_NAME, type Strand } from './overlay.ts';
import { csvOf } from './overlay-numbers.ts';

interface Props {
  readonly spec: ChartSpec;
  readonly strands: readonly Strand[];
  readonly progress: Progress;
  readonly onClose: () => void;
}

export default function OverlayTable({ spec, strands, progress, onClose }: Props) {
  const xs = unionOf(strands).toReversed();
  return (
    <Sheet title={`${spec.title} (${spec.unit})`} onClose={onClose}>
      <NewestNote rows={xs.length} csv={csvOf(strands, progress)} name={`turnlab-compare-${spec.id}`} />
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
          {xs.slice(0, NEWEST).map((x) => (
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
