/** Every condition in one line with all its knobs, sortable by any column: for more than two knobs, and for who prefers it. */
import { useState } from 'react';
import { halfText, meanText } from './figures.ts';
import type { Shown } from './shown.ts';
import styles from './ResultTable.module.css';
import { nameOfCondition, nameOfValue, valueOn, type Row } from './rows.ts';

/** By which column, and which way. */
interface Order {
  readonly key: string;
  readonly isUp: boolean;
}

export function ResultTable({ rows, axes, figure, base, chosen, onChoose }: Shown) {
  const [order, setOrder] = useState<Order | null>(null);
  const lines = rows.map((row) => ({ row, found: figure.of(row, base) }));
  const rank = (line: (typeof lines)[number], key: string): number => {
    if (key === 'mean') return line.found.mean;
    if (key === 'n') return line.found.n;
    return axes.find((axis) => axis.key === key)?.values.indexOf(valueOn(line.row.condition, key)) ?? 0;
  };
  const sorted = order
    ? lines.toSorted((a, b) => (order.isUp ? 1 : -1) * compare(rank(a, order.key), rank(b, order.key), order.isUp))
    : lines;
  const heading = (key: string, label: string, isNumber = false) => (
    <th
      key={key}
      scope="col"
      data-number={isNumber}
      aria-sort={order?.key !== key ? 'none' : order.isUp ? 'ascending' : 'descending'}
    >
      <button type="button" onClick={() => setOrder({ key, isUp: order?.key === key ? !order.isUp : !isNumber })}>
        {label}
        <span aria-hidden="true">{order?.key !== key ? '' : order.isUp ? ' ▲' : ' ▼'}</span>
      </button>
    </th>
  );
  return (
    <div className={styles.scroller} data-page-only>
      <table className={`${styles.table} ${styles.sortable}`}>
        <caption className="visually-hidden">
          {figure.name}, {figure.unit}, of every condition
        </caption>
        <thead>
          <tr>
            {axes.length === 0 ? <th scope="col">Condition</th> : axes.map(({ key, label }) => heading(key, label))}
            {heading('mean', figure.name, true)}
            {heading('n', 'n', true)}
            <th scope="col">
              <span className="visually-hidden">Runs</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ row, found }) => (
            <tr key={row.condition.name}>
              <Knobs row={row} axes={axes} />
              <td data-number="true">
                <b>{meanText(figure, found)}</b> {halfText(figure, found)}
              </td>
              <td data-number="true">{found.n}</td>
              <td>
                <button
                  type="button"
                  className={styles.open}
                  disabled={row.outcomes.size === 0}
                  aria-pressed={row.condition.name === chosen}
                  aria-label={`Runs of ${nameOfCondition(row.condition, axes)}`}
                  onClick={() => onChoose(row.condition.name)}
                >
                  Runs
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The first column names the line. */
function Knobs({ row: { condition }, axes }: { row: Row; axes: Shown['axes'] }) {
  if (axes.length === 0) return <th scope="row">{condition.name}</th>;
  return axes.map(({ key }, i) => {
    const text = nameOfValue(key, valueOn(condition, key));
    return i === 0 ? (
      <th key={key} scope="row">
        {text}
      </th>
    ) : (
      <td key={key}>{text}</td>
    );
  });
}

/** What has no number comes last, whichever way. */
function compare(a: number, b: number, isUp: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b))
    return (Number.isNaN(a) ? 1 : 0) * (isUp ? 1 : -1) - (Number.isNaN(b) ? 1 : 0) * (isUp ? 1 : -1);
  return a - b;
}
