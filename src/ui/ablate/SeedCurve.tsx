/**
 * One knob: the mean over seeds with its 95 % interval at every value, and every seed as a point. A line joins numbers;
 * words stand by themselves. The numbers follow as a table.
 */
import { axisScale, isLogKnob, ticksOf } from './curve-scale.ts';
import { meanText } from './figures.ts';
import type { Shown } from './shown.ts';
import { ResultTable } from './ResultTable.tsx';
import { nameOfValue, valueOn } from './rows.ts';
import styles from './SeedCurve.module.css';
import { useWidth } from './use-width.ts';

const HEIGHT = 240;
const LEFT = 52;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 40;

export function SeedCurve(shown: Shown) {
  const { rows, axes, figure, base, chosen, onChoose } = shown;
  const axis = axes[0]!;
  const [host, width] = useWidth();
  const x = axisScale(axis.values, isLogKnob(axis.key), LEFT + 24, width - RIGHT - 24);
  const marks = rows
    .map((row) => ({
      name: row.condition.name,
      at: x.at(valueOn(row.condition, axis.key)),
      found: figure.of(row, base),
      runs: [...row.outcomes].map(([seed, outcome]) => figure.ofRun(outcome, base.outcomes.get(seed))),
    }))
    .filter(({ found }) => found.n > 0)
    .toSorted((a, b) => a.at - b.at);
  const reach = marks.flatMap(({ found: { mean, half }, runs }) => [
    mean - (half || 0),
    mean + (half || 0),
    ...runs.filter(Number.isFinite),
  ]);
  const ticks = ticksOf(Math.min(...reach), Math.max(...reach));
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const y = (value: number): number => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const line = marks.map(({ at, found }) => `${at},${y(found.mean)}`).join(' ');
  return (
    <figure className={styles.curve}>
      <figcaption>
        {figure.name}, {figure.unit}, by {axis.label}. Large points: mean over seeds. Bars: 95 % interval. Small points:
        each seed.
      </figcaption>
      <div ref={host} className={styles.host}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden="true">
            {ticks.map((tick) => (
              <g key={tick}>
                <line className={styles.grid} x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
                <text className={styles.tick} x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
                  {figure.print(tick).replace(/\.0 %$/, ' %')}
                </text>
              </g>
            ))}
            {figure.isDifference && <line className={styles.zero} x1={LEFT} x2={width - RIGHT} y1={y(0)} y2={y(0)} />}
            {axis.values.map((value) => (
              <text
                key={String(value)}
                className={styles.tick}
                x={x.at(value)}
                y={HEIGHT - BOTTOM + 18}
                textAnchor="middle"
              >
                {nameOfValue(axis.key, value)}
              </text>
            ))}
            <text className={styles.label} x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle">
              {axis.label}
            </text>
            {x.isNumeric && <polyline className={styles.line} points={line} />}
            {marks.map(({ name, at, found, runs }) => (
              <g key={name} className={styles.mark} data-chosen={name === chosen} onClick={() => onChoose(name)}>
                <rect x={at - 14} y={TOP} width={28} height={HEIGHT - TOP - BOTTOM} className={styles.hit} />
                {!Number.isNaN(found.half) && (
                  <path
                    className={styles.bar}
                    d={`M${at} ${y(found.mean - found.half)}V${y(found.mean + found.half)}M${at - 5} ${y(found.mean - found.half)}h10M${at - 5} ${y(found.mean + found.half)}h10`}
                  />
                )}
                {runs.map((value, i) =>
                  Number.isFinite(value) ? (
                    <circle key={i} className={styles.seed} cx={at + 9} cy={y(value)} r={2.5} />
                  ) : null,
                )}
                <circle className={styles.point} cx={at} cy={y(found.mean)} r={4.5}>
                  <title>{meanText(figure, found)}</title>
                </circle>
              </g>
            ))}
          </svg>
        )}
      </div>
      <ResultTable {...shown} />
    </figure>
  );
}
