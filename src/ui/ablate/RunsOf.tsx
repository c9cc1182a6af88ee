/** The runs behind one cell of a result, seed by seed, and the way to their curves. */
import { Button } from '../Button.tsx';
import { count, percent, short } from '../format.ts';
import { useSession } from '../session-context.ts';
import { shelfOf } from '../../store/library/shelf.ts';
import { nameOfCondition, type Axis, type Row } from './rows.ts';
import styles from './ResultPanel.module.css';
import table from './ResultTable.module.css';

interface Props {
  readonly row: Row;
  readonly axes: readonly Axis[];
  readonly onClose: () => void;
}

export function RunsOf({ row, axes, onClose }: Props) {
  const session = useSession();
  const own = [...row.runs.values()].filter((run) => run !== null);
  /** Only these are ticked for comparison. */
  const show = async (): Promise<void> => {
    const { library } = await shelfOf(session);
    for (const { id } of library.runs) library.tick(id, own.includes(id));
    session.showView('runs');
  };
  return (
    <section className={styles.runs} aria-labelledby="runs-of">
      <div className={styles.head}>
        <h3 id="runs-of">Runs of {nameOfCondition(row.condition, axes)}</h3>
        {own.length > 0 && (
          <Button look="small" onClick={() => void show()}>
            Curves in Runs
          </Button>
        )}
        <Button look="bare" icon="close" aria-label="Close the list of runs" onClick={onClose} />
      </div>
      {/* Focusable, so that it can be scrolled by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.scroller} tabIndex={0} aria-label="Figures of these runs">
        <table className={`${table.table} ${styles.bySeed}`}>
          <thead>
            <tr>
              {HEADINGS.map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...row.outcomes]
              .toSorted(([a], [b]) => a - b)
              .map(([seed, outcome]) => (
                <tr key={seed}>
                  <th scope="row">{seed}</th>
                  <td>{percent(outcome.start)}</td>
                  <td>
                    <b>{percent(outcome.success)}</b>
                  </td>
                  <td>{short(outcome.turnsToSuccess)}</td>
                  <td>{short(outcome.tokensPerSuccess)}</td>
                  <td>{percent(outcome.cutRate)}</td>
                  <td>{percent(outcome.resampleRate)}</td>
                  <td>{count(outcome.tokens)}</td>
                  <td>{outcome.updates}</td>
                  <td>{Number.isNaN(outcome.collapse) ? 'no' : `at ${outcome.collapse}`}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </section>
      {own.length === 0 && (
        <p className={styles.muted}>These runs were trained elsewhere; their curves are not here.</p>
      )}
    </section>
  );
}

const HEADINGS = [
  'seed',
  'warm start',
  'success',
  'turns to success',
  'tokens per success',
  'cut',
  'sampled again',
  'tokens',
  'updates',
  'collapsed',
];
