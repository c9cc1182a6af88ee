/** A slider with a number box beside it, both of the same value. */
import type { NumberSetting } from '../../core/settings.ts';
import { Range } from '../Range.tsx';
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
  return (
    <>
      <div className={styles.number}>
        <Range
          aria-label={`${setting.label}, slider`}
          aria-valuetext={`${value} ${setting.unit}`.trim()}
          min={min}
          max={max}
          step={step}
          value={toPosition(setting, value)}
          onMove={(position) => commit(fromPosition(setting, position))}
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
