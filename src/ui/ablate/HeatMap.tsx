/**
 * Two knobs as a table whose cells are tinted: a table for who listens, a map for who looks. Every cell is a button that
 * opens its runs; arrow keys walk over them.
 */
import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { Estimate } from '../../core/student.ts';
import { halfText, meanText, type Figure } from './figures.ts';
import styles from './HeatMap.module.css';
import type { Shown } from './shown.ts';
import { nameOfCondition, nameOfValue, valueOn, type Row } from './rows.ts';
import { tintOf } from './tint.ts';
import { TintScale } from './TintScale.tsx';

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface Estimated {
  readonly row: Row;
  readonly found: Estimate;
}

/** Where a key leads from a cell: to a neighbour, or to an end of its row. */
function stepFrom(row: number, column: number, key: string, last: number): readonly [row: number, column: number] {
  if (key === 'Home') return [row, 0];
  if (key === 'End') return [row, last];
  const [down, right] = STEPS[key] ?? [0, 0];
  return [row + down, column + right];
}

export function HeatMap({ rows, axes, figure, base, chosen, onChoose }: Shown) {
  const [down, across] = [axes[0]!, axes[1]!];
  const table = useRef<HTMLTableElement>(null);
  /** The one cell that Tab reaches. */
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const estimates = rows.map((row) => ({ row, found: figure.of(row, base) }));
  const estimateAt = (rowValue: unknown, columnValue: unknown): Estimated | null => {
    const one = estimates.find(
      ({ row: { condition } }) =>
        valueOn(condition, down.key) === rowValue && valueOn(condition, across.key) === columnValue,
    );
    return one && one.found.n > 0 ? one : null;
  };
  const tint = tintOf(
    estimates.map(({ found }) => found.mean),
    figure.isDifference === true,
  );
  const walk = (event: KeyboardEvent, row: number, column: number): void => {
    const [rowTo, columnTo] = stepFrom(row, column, event.key, across.values.length - 1);
    const next = table.current?.querySelector<HTMLButtonElement>(`[data-at="${rowTo},${columnTo}"]`);
    if (!next || next === event.target) return;
    event.preventDefault();
    setAt([rowTo, columnTo]);
    next.focus();
  };
  /** What the buttons of all cells have, filled or not. */
  const placed = (row: number, column: number) => ({
    'data-at': `${row},${column}`,
    tabIndex: at[0] === row && at[1] === column ? 0 : -1,
    onKeyDown: (event: KeyboardEvent) => walk(event, row, column),
    onFocus: () => setAt([row, column]),
  });
  const filled = ({ row: { condition }, found }: Estimated) => {
    const { side, strength } = tint(found.mean);
    const said = [meanText(figure, found), halfText(figure, found)].filter(Boolean).join(' ');
    return {
      'data-side': side,
      style: { '--strength': `${strength}%` } as CSSProperties,
      'aria-pressed': condition.name === chosen,
      'aria-label': `${nameOfCondition(condition, axes)}: ${said}, n = ${found.n}. Runs`,
      onClick: () => onChoose(condition.name),
    };
  };
  return (
    <figure className={styles.map}>
      <div className={styles.scroller}>
        <table ref={table} className={styles.table}>
          <caption>
            {figure.name}, {figure.unit}; mean over seeds ± half of its 95 % interval
          </caption>
          <thead>
            <tr>
              <th scope="col" rowSpan={2} className={styles.corner}>
                {down.label}
              </th>
              <th scope="colgroup" colSpan={across.values.length} className={styles.axis}>
                {across.label}
              </th>
            </tr>
            <tr>
              {across.values.map((value) => (
                <th key={String(value)} scope="col">
                  {nameOfValue(across.key, value)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {down.values.map((rowValue, i) => (
              <tr key={String(rowValue)}>
                <th scope="row">{nameOfValue(down.key, rowValue)}</th>
                {across.values.map((columnValue, j) => {
                  const one = estimateAt(rowValue, columnValue);
                  return (
                    <td key={String(columnValue)} className={one ? undefined : styles.none}>
                      <button
                        type="button"
                        {...placed(i, j)}
                        {...(one
                          ? filled(one)
                          : {
                              'aria-disabled': true,
                              'aria-label': `${nameOfValue(down.key, rowValue)}, ${nameOfValue(across.key, columnValue)}: nothing yet`,
                            })}
                      >
                        {one ? <Reading figure={figure} found={one.found} /> : '–'}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className={styles.legend}>
        <TintScale tint={tint} print={figure.print} />
        <span data-page-only aria-hidden="true">
          Press a cell for its runs; arrow keys walk.
        </span>
      </figcaption>
    </figure>
  );
}

function Reading({ figure, found }: { figure: Figure; found: Estimate }) {
  return (
    <>
      <b>{meanText(figure, found)}</b>
      <small>
        {halfText(figure, found)} <span>n = {found.n}</span>
      </small>
    </>
  );
}
