/** Every run of the study: how far it is, how well it does so far, and leaving it out or taking it in again. */
import { memo, useEffect, useRef } from 'react';
import type { KeptCell } from '../../store/study/kept-study.ts';
import { nameOfCell } from '../../store/study/kept-study.ts';
import { updatesOf } from '../../store/study/study-cost.ts';
import type { StudyRunner } from '../../store/study/study-runner.ts';
import type { Cell } from '../../train/study.ts';
import { Button } from '../Button.tsx';
import disclosure from '../disclosure.module.css';
import { percent } from '../format.ts';
import { axesOf, nameOfCondition, type Axis } from './rows.ts';
import styles from './CellList.module.css';
import { useStudio, useStudy } from './use-studio.ts';

export function CellList() {
  const runner = useStudio();
  const kept = useStudy((state) => state.kept)!;
  const cells = useStudy((state) => state.cells);
  const at = useStudy((state) => state.at);
  const run = useStudy((state) => state.run);
  const doing = useStudy((state) => state.doing);
  const axes = axesOf(cells);
  const scroller = useRef<HTMLElement>(null);
  // The run that trains comes into sight, without moving the page.
  useEffect(() => {
    const list = scroller.current;
    const row = at < 0 ? null : list?.querySelectorAll('tbody tr').item(at);
    if (list && row instanceof HTMLElement) list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }, [at]);
  return (
    <details className={`${disclosure.disclosure} ${styles.list}`} open>
      <summary>
        <h3>Runs of this study</h3>
      </summary>
      {/* Focusable, so that it can be scrolled by keyboard when no button in it takes focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label="Runs of this study">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Progress</th>
              <th scope="col">Success so far</th>
              <th scope="col">
                <span className="visually-hidden">Leave out</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {cells.map((cell, i) => (
              <CellRow
                key={nameOfCell(cell)}
                index={i}
                cell={cell}
                kept={kept.cells[i]!}
                axes={axes}
                doing={i !== at ? '' : run === 'paused' ? 'paused' : doing || 'training'}
                runner={runner}
              />
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

interface RowProps {
  readonly index: number;
  readonly cell: Cell;
  readonly kept: KeptCell;
  readonly axes: readonly Axis[];
  /** "" when it has no worker. */
  readonly doing: string;
  readonly runner: StudyRunner;
}

/** Drawn again only when its own cell has changed: a study may have two thousand. */
const CellRow = memo(
  ({ index, cell, kept, axes, doing, runner }: RowProps) => {
    const name = `${nameOfCondition(cell, axes)}, seed ${cell.seed}`;
    const canSkip = kept.phase === 'waiting' || kept.phase === 'begun';
    const canPutBack = kept.phase === 'skipped' || kept.phase === 'failed';
    return (
      <tr data-phase={kept.phase} data-live={doing !== ''}>
        <th scope="row">{name}</th>
        <td>
          <Progress cell={cell} kept={kept} doing={doing} />
        </td>
        <td className={styles.number}>{percent(kept.success)}</td>
        <td>
          {canSkip && (
            <Button look="small" aria-label={`Leave out ${name}`} onClick={() => void runner.skip(index)}>
              Leave out
            </Button>
          )}
          {canPutBack && (
            <Button look="small" aria-label={`Take in ${name}`} onClick={() => runner.putBack(index)}>
              Take in
            </Button>
          )}
        </td>
      </tr>
    );
  },
  (a, b) => a.kept === b.kept && a.doing === b.doing && a.cell === b.cell,
);

function Progress({ cell: { settings }, kept, doing }: Pick<RowProps, 'cell' | 'kept' | 'doing'>) {
  const { phase, stage, update, warmUpdate, note, outcome } = kept;
  const total = updatesOf(settings);
  switch (phase) {
    case 'waiting':
      return <span className={styles.quiet}>waits</span>;
    case 'skipped':
      return <span className={styles.quiet}>left out{update > 0 && ` after update ${update}`}</span>;
    case 'failed':
      return <span className={styles.bad}>failed: {note}</span>;
    case 'collapsed':
      return <span className={styles.warn}>collapsed at update {outcome?.collapse}; ended early</span>;
    case 'done':
      return <span>done, {update} updates</span>;
    case 'begun': {
      const isWarm = stage === 'warm-start' && update === 0;
      return (
        <span className={styles.progress}>
          <progress value={Math.min(update, total)} max={total} aria-hidden="true" />
          <span>
            {isWarm
              ? `warm start, ${warmUpdate} updates`
              : `update ${update} of ${settings.tokenBudget > 0 ? 'about ' : ''}${total}`}
            {doing ? '' : '; goes on from its checkpoint'}
          </span>
          {doing && <small>{doing}</small>}
        </span>
      );
    }
    default:
      return phase satisfies never;
  }
}
