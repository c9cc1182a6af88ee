/** Controls for settings that are one of a few words, or on and off. */
import type { ChoiceSetting } from '../../core/settings.ts';
import styles from './SettingRow.module.css';

interface ChoiceProps {
  readonly id: string;
  readonly setting: ChoiceSetting;
  readonly value: string;
  readonly commit: (value: string) => void;
}

export function ChoiceControl({ id, setting, value, commit }: ChoiceProps) {
  return (
    <select id={id} className={styles.choice} value={value} onChange={(event) => commit(event.target.value)}>
      {setting.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface SwitchProps {
  readonly id: string;
  readonly value: boolean;
  readonly commit: (value: boolean) => void;
}

export function SwitchControl({ id, value, commit }: SwitchProps) {
  return (
    <input
      id={id}
      type="checkbox"
      role="switch"
      className={styles.switch}
      checked={value}
      aria-checked={value}
      onChange={(event) => commit(event.target.checked)}
    />
  );
}
