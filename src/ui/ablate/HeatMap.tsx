/**
 * Two knobs as a table whose cells are tinted: a table for who listens, a map for who looks. Every cell is a button that
 * opens its runs; arrow keys walk over them.
 */
import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import { halfText, meanText } from './figures.ts';
import styles from './HeatMap.module.css';
import type { Shown } from './ResultPanel.tsx';
import { nameOfCondition, nameOfValue, valueOn } from './rows.ts';
import { tintOf, type Tint } from './tint.ts';

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function HeatMap({ rows, axes, figure, base, chosen, onChoose }: Shown) {
  const [down, across] = [axes[0]!, axes[1]!];
  const table = useRef<HTMLTableElement>(null);
  /** The one cell that Tab reaches. */
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const estimates = rows.map((row) => ({ row, found: figure.of(row, base) }));
  const tint = tintOf(
    estimates.map(({ found }) => found.mean),
    figure.isDifference === true,
  );
  const walk = (event: KeyboardEvent, row: number, column: number): void => {
    const step = STEPS[event.key];
    const [rowTo, columnTo] = step
      ? [row + step[0], column + step[1]]
      : event.key === 'Home'
        ? [row, 0]
        : event.key === 'End'
          ? [row, across.values.length - 1]
          : [row, column];
    const next = table.current?.querySelector<HTMLButtonElement>(`[data-at="${rowTo},${columnTo}"]`);
    if (!next || next === event.target) return;
    event.preventDefault();
    setAt([rowTo, columnTo]);
    next.focus();
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
                  const one = estimates.find(
                    ({ row: { condition } }) =>
                      valueOn(condition, down.key) === rowValue && valueOn(condition, across.key) === columnValue,
                  );
                  if (!one || one.found.n === 0)
                    return (
                      <td key={String(columnValue)} className={styles.none}>
                        <button
                          type="button"
                          aria-disabled="true"
                          data-at={`${i},${j}`}
                          tabIndex={at[0] === i && at[1] === j ? 0 : -1}
                          aria-label={`${nameOfValue(down.key, rowValue)}, ${nameOfValue(across.key, columnValue)}: nothing yet`}
                          onKeyDown={(event) => walk(event, i, j)}
                          onFocus={() => setAt([i, j])}
                        >
                          –
                        </button>
                      </td>
                    );
                  const { condition } = one.row;
                  const half = halfText(figure, one.found);
                  const said = [meanText(figure, one.found), half].filter(Boolean).join(' ');
                  return (
                    <td key={String(columnValue)}>
                      <button
                        type="button"
                        data-at={`${i},${j}`}
                        data-side={tint(one.found.mean).side}
                        style={{ '--strength': `${tint(one.found.mean).strength}%` } as CSSProperties}
                        tabIndex={at[0] === i && at[1] === j ? 0 : -1}
                        aria-pressed={condition.name === chosen}
                        aria-label={`${nameOfCondition(condition, axes)}: ${said}, n = ${one.found.n}. Runs`}
                        onClick={() => onChoose(condition.name)}
                        onKeyDown={(event) => walk(event, i, j)}
                        onFocus={() => setAt([i, j])}
                      >
                        <b>{meanText(figure, one.found)}</b>
                        <small>
                          {half} <span>n = {one.found.n}</span>
                        </small>
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend tint={tint} print={figure.print} />
    </figure>
  );
}

function Legend({ tint, print }: { tint: Tint; print: (value: number) => string }) {
  if (!Number.isFinite(tint.low)) return null;
  return (
    <figcaption className={styles.legend} aria-hidden="true">
      <span>{print(tint.low)}</span>
      <i data-diverging={tint.isDiverging} />
      <span>{print(tint.high)}</span>
      <span className={styles.hint}>Press a cell for its runs; arrow keys walk.</span>
    </figcaption>
  );
}
