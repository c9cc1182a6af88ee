/** Controls for settings that are one of a few words, or on and off. */
import { useStore } from 'zustand';
import type { ChoiceSetting } from '../../core/settings.ts';
import { ownAtHand } from '../../store/own-at-hand.ts';
import styles from './SettingRow.module.css';

interface ChoiceProps {
  readonly id: string;
  readonly setting: ChoiceSetting;
  readonly value: string;
  readonly commit: (value: string) => void;
}

export function ChoiceControl({ id, setting, value, commit }: ChoiceProps) {
  const own = useStore(ownAtHand);
  const options =
    setting.key === 'env'
      ? [...setting.options, ...own.map((one) => ({ value: one.id, label: one.title }))]
      : setting.options;
  return (
    <select id={id} className={styles.choice} value={value} onChange={(event) => commit(event.target.value)}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
      {/* Own data that a link names and that is not here. */}
      {!options.some((option) => option.value === value) && <option>{value}</option>}
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
