/** One drawing of a lane: its scale at the side, lines stretched over the columns, marks and controls on top of them. */
import type { PointerEvent, ReactNode } from 'react';
import styles from './lanes.module.css';
import { topOf, viewBox } from './plot-scale.ts';

interface Props {
  readonly title: string;
  readonly columns: number;
  readonly ticks: readonly (readonly [share: number, text: string])[];
  /** SVG in units of columns and of plot-scale.ts. */
  readonly drawing: ReactNode;
  readonly children?: ReactNode;
}

export const UNIT_TICKS = [
  [1, '1'],
  [0.5, '0.5'],
  [0, '0'],
] as const;
/** Of a scale from 10⁻⁶ to 1. */
export const LOG_TICKS = [
  [1, '1'],
  [4 / 6, '10⁻²'],
  [2 / 6, '10⁻⁴'],
  [0, '10⁻⁶'],
] as const;

/** The column under the pointer, over an element as wide as all of them. */
export function columnAt({ currentTarget, clientX }: PointerEvent<HTMLElement>, columns: number): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  return Math.min(columns - 1, Math.max(0, Math.floor((columns * (clientX - left)) / width)));
}

export function LaneRow({ title, columns, ticks, drawing, children }: Props) {
  return (
    <>
      <p className={styles.rowTitle}>{title}</p>
      <div className={styles.scale} aria-hidden="true">
        {ticks.map(([share, text]) => (
          <span key={text} style={{ top: topOf(share) }}>
            {text}
          </span>
        ))}
      </div>
      <div className={styles.area}>
        <svg className={styles.drawing} viewBox={viewBox(columns)} preserveAspectRatio="none" aria-hidden="true">
          {ticks.map(([share, text]) => (
            <path key={text} className={styles.grid} d={`M0 ${100 * (1 - share)}H${columns}`} />
          ))}
          {drawing}
        </svg>
        {children}
      </div>
    </>
  );
}
