/** The drawn part of parallel coordinates. Every line is a button; Tab reaches one of them, arrow keys walk by the figure. */
import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import styles from './Coordinates.module.css';
import type { coordinatesOf, Line } from './coordinates.ts';
import { halfText, meanText } from './figures.ts';
import { passes, type LineFilter } from './line-filter.ts';
import { nameOfCondition } from './rows.ts';
import type { Shown } from './shown.ts';
import type { Tint } from './tint.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };

interface Props {
  readonly shown: Shown;
  readonly layout: ReturnType<typeof coordinatesOf>;
  readonly filter: LineFilter;
  readonly tint: Tint;
  readonly lit: string;
  readonly onLight: (condition: string) => void;
}

const nameOf = ({ row: { condition } }: Line): string => condition.name;

export function CoordinateLines({ shown, layout, filter, tint, lit, onLight }: Props) {
  const { axes, figure, chosen, onChoose } = shown;
  const { top, bottom, last } = layout;
  const svg = useRef<SVGSVGElement>(null);
  /** The one line that Tab reaches; the best if it is not among those shown. */
  const [stop, setStop] = useState('');
  const open = layout.lines.filter(({ row }) => passes(filter, row.condition));
  const shut = layout.lines.filter(({ row }) => !passes(filter, row.condition));
  const reached = open.find((line) => nameOf(line) === stop) ?? open.at(-1);
  const onKey = (event: KeyboardEvent, at: number): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChoose(nameOf(open[at]!));
      return;
    }
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? open.length - 1 : at + (STEPS[event.key] ?? 0);
    const next = open[to];
    if (!next || to === at) return;
    event.preventDefault();
    svg.current?.querySelectorAll<SVGGElement>('[role=button]')[to]?.focus();
  };
  const colour = ({ found }: Line) => {
    const { side, strength } = tint(found.mean);
    return { 'data-side': side, style: { '--strength': `${strength}%` } as CSSProperties };
  };
  return (
    <svg
      ref={svg}
      className={styles.drawing}
      width={layout.width}
      height={layout.height}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- SVG has no fieldset
      role="group"
      aria-label={`Conditions by ${figure.name}, the least first`}
    >
      {last.ticks.map(({ tick, text, y }) => (
        <g key={tick}>
          <line className={styles.grid} x1={last.x} x2={last.right} y1={y} y2={y} />
          <text className={styles.tick} x={last.right + 4} y={y + 4}>
            {text}
          </text>
        </g>
      ))}
      {figure.isDifference && (
        <line className={styles.zero} x1={last.x} x2={last.right} y1={last.y(0)} y2={last.y(0)} />
      )}
      {[...layout.columns, last].map(({ x }) => (
        <line key={x} className={styles.axis} x1={x} x2={x} y1={top - 10} y2={bottom + 10} />
      ))}
      {shut.map((line) => (
        <g key={nameOf(line)} className={styles.shut}>
          <Shape line={line} />
        </g>
      ))}
      {open.map((line, i) => {
        const name = nameOf(line);
        const said = [meanText(figure, line.found), halfText(figure, line.found)].filter(Boolean).join(' ');
        return (
          <g
            key={name}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- SVG has no button
            role="button"
            className={styles.line}
            {...colour(line)}
            tabIndex={line === reached ? 0 : -1}
            aria-pressed={name === chosen}
            aria-label={`${nameOfCondition(line.row.condition, axes)}: ${said}, n = ${line.found.n}. Runs`}
            onClick={() => onChoose(name)}
            onKeyDown={(event) => onKey(event, i)}
            onFocus={() => {
              setStop(name);
              onLight(name);
            }}
            onBlur={() => onLight('')}
            onPointerEnter={() => onLight(name)}
            onPointerLeave={() => onLight('')}
          >
            <polyline className={styles.hit} points={line.points.join(' ')} data-page-only />
            <Shape line={line} />
          </g>
        );
      })}
      {/* Once more above the others: to move the line itself would take the focus from it. */}
      {open
        .filter((line) => nameOf(line) === lit || nameOf(line) === chosen)
        .map((line) => (
          <g key={nameOf(line)} className={styles.lit} {...colour(line)}>
            <polyline className={styles.halo} points={line.points.join(' ')} />
            <Shape line={line} />
          </g>
        ))}
    </svg>
  );
}

/** From axis to axis, on to the mean, and its interval. */
function Shape({ line: { points, bar } }: { line: Line }) {
  const [x, y] = points.at(-1)!;
  return (
    <>
      <polyline className={styles.way} points={points.join(' ')} />
      <line className={styles.lead} x1={x} x2={bar.x} y1={y} y2={bar.y} />
      <path
        className={styles.bar}
        d={`M${bar.x} ${bar.low}V${bar.high}M${bar.x - bar.cap} ${bar.low}h${2 * bar.cap}M${bar.x - bar.cap} ${bar.high}h${2 * bar.cap}`}
      />
      <circle className={styles.point} cx={bar.x} cy={bar.y} r={3.5} />
    </>
  );
}
