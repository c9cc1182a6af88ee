/** The one slider of the page: a native range input in our colours. */
import type { CSSProperties, InputHTMLAttributes } from 'react';
import styles from './Range.module.css';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'min' | 'max'> {
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onMove: (value: number) => void;
}

export function Range({ min, max, value, onMove, ...rest }: Props) {
  const filled = max > min ? ((value - min) / (max - min)) * 100 : 0;
  return (
    <input
      {...rest}
      type="range"
      className={styles.slider}
      style={{ '--filled': `${filled}%` } as CSSProperties}
      min={min}
      max={max}
      value={value}
      onChange={(event) => onMove(event.target.valueAsNumber)}
    />
  );
}
