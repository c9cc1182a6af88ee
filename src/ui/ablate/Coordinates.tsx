/**
 * Any number of knobs at once: an axis a knob, a line a condition, and the figure with its intervals last. Values are
 * buttons that leave only their lines; lines are buttons that open their runs. The numbers follow as a table.
 */
import { useMemo, useState } from 'react';
import { Button } from '../Button.tsx';
import { CoordinateLines } from './CoordinateLines.tsx';
import styles from './Coordinates.module.css';
import { coordinatesOf } from './coordinates.ts';
import { halfText, meanText } from './figures.ts';
import { NO_FILTER, passes, toggled } from './line-filter.ts';
import { ResultTable } from './ResultTable.tsx';
import { nameOfCondition } from './rows.ts';
import type { Shown } from './shown.ts';
import { tintOf } from './tint.ts';
import { TintScale } from './TintScale.tsx';
import { useWidth } from './use-width.ts';

export function Coordinates(shown: Shown) {
  const { rows, axes, figure, base, chosen } = shown;
  const [host, room] = useWidth();
  const [filter, setFilter] = useState(NO_FILTER);
  /** The condition under the pointer or the focus; "" = none. */
  const [lit, setLit] = useState('');
  const layout = useMemo(() => coordinatesOf({ rows, axes, figure, base }, room), [rows, axes, figure, base, room]);
  const kept = rows.filter(({ condition }) => passes(filter, condition));
  const tint = tintOf(
    layout.lines.map(({ found }) => found.mean),
    figure.isDifference === true,
  );
  const read = layout.lines.find(({ row: { condition } }) => condition.name === (lit || chosen));
  const { last, top } = layout;
  return (
    <figure className={styles.coordinates} data-diverging={figure.isDifference === true}>
      <figcaption>
        Each line is a condition. Last axis: {figure.name}, {figure.unit}; mean over seeds with its 95 % interval. Lines
        through one value are ordered by that mean.
      </figcaption>
      <div className={styles.kept} data-page-only>
        <output>
          {kept.length} of {rows.length} conditions
        </output>
        {filter.size > 0 && (
          <Button look="small" onClick={() => setFilter(NO_FILTER)}>
            Show all
          </Button>
        )}
      </div>
      <div ref={host} className={styles.scroller}>
        {room > 0 && (
          <div className={styles.plane} style={{ width: layout.width, height: layout.height }}>
            <CoordinateLines {...{ shown, layout, filter, tint, lit }} onLight={setLit} />
            {layout.columns.map(({ axis, left, x, marks }) => (
              <fieldset key={axis.key} aria-label={`Show only ${axis.label}`}>
                <span className={styles.name} style={{ left, width: x - left, height: top - 14 }} title={axis.label}>
                  {axis.label}
                </span>
                {marks.map(({ value, name, text, y }) => (
                  <button
                    key={String(value)}
                    type="button"
                    className={styles.value}
                    style={{ right: layout.width - x + 8, top: y }}
                    aria-pressed={filter.get(axis.key)?.has(value) === true}
                    aria-label={name}
                    title={name}
                    onClick={() => setFilter(toggled(filter, axis.key, value))}
                  >
                    {text}
                  </button>
                ))}
              </fieldset>
            ))}
            <span className={styles.name} style={{ left: last.left, width: last.right - last.left, height: top - 14 }}>
              {figure.name}
            </span>
          </div>
        )}
      </div>
      <div className={styles.legend}>
        <TintScale tint={tint} print={figure.print} />
      </div>
      <p className={styles.read} data-page-only>
        {layout.lines.length === 0 ? (
          'No condition has this figure.'
        ) : read ? (
          <>
            {nameOfCondition(read.row.condition, axes)}: <b>{meanText(figure, read.found)}</b>{' '}
            {halfText(figure, read.found)}, {`n\u00a0=\u00a0${read.found.n}`}
          </>
        ) : (
          'Point at a line for its numbers, press it for its runs; arrow keys walk from line to line. Press a value to see only its lines.'
        )}
      </p>
      <ResultTable {...shown} rows={kept} />
    </figure>
  );
}
