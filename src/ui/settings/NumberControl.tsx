/** A slider with a number box beside it, both of the same value. */
import type { CSSProperties } from 'react';
import type { NumberSetting } from '../../core/settings.ts';
import styles from './SettingRow.module.css';
import { fromPosition, rangeOf, toPosition } from './slider-scale.ts';
import { useNumberText } from './use-number-text.ts';

interface Props {
  readonly id: string;
  readonly setting: NumberSetting;
  readonly value: number;
  readonly commit: (value: number) => void;
}

export function NumberControl({ id, setting, value, commit }: Props) {
  const box = useNumberText(value, commit);
  const { min, max, step } = rangeOf(setting);
  const errorId = `${id}-error`;
  const position = toPosition(setting, value);
  const filled = ((position - min) / (max - min)) * 100;
  return (
    <>
      <div className={styles.number}>
        <input
          type="range"
          className={styles.slider}
          style={{ '--filled': `${filled}%` } as CSSProperties}
          aria-label={`${setting.label}, slider`}
          aria-valuetext={`${value} ${setting.unit}`.trim()}
          min={min}
          max={max}
          step={step}
          value={position}
          onChange={(event) => commit(fromPosition(setting, event.target.valueAsNumber))}
        />
        <input
          id={id}
          className={styles.box}
          inputMode={setting.kind === 'integer' ? 'numeric' : 'decimal'}
          autoComplete="off"
          aria-invalid={box.error !== ''}
          aria-describedby={box.error ? errorId : undefined}
          {...box.props}
        />
        {setting.unit && <span className={styles.unit}>{setting.unit}</span>}
      </div>
      {box.error && (
        <p id={errorId} className={styles.error} role="alert">
          {box.error}
        </p>
      )}
    </>
  );
}
