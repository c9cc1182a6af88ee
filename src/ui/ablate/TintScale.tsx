/** What the tints of a figure mean: its ends in words and steps of the colour between them. Decoration for the numbers. */
import type { CSSProperties } from 'react';
import type { Tint } from './tint.ts';
import styles from './TintScale.module.css';

const STEPS = 12;

export function TintScale({ tint, print }: { tint: Tint; print: (value: number) => string }) {
  if (!Number.isFinite(tint.low)) return null;
  const stepAt = (i: number): number => tint.low + (i / (STEPS - 1)) * (tint.high - tint.low);
  return (
    <span className={styles.scale} aria-hidden="true">
      <span>{print(tint.low)}</span>
      <span className={styles.steps}>
        {Array.from({ length: STEPS }, (_, i) => {
          const { side, strength } = tint(stepAt(i));
          return <i key={i} data-side={side} style={{ '--strength': `${strength}%` } as CSSProperties} />;
        })}
      </span>
      <span>{print(tint.high)}</span>
    </span>
  );
}
