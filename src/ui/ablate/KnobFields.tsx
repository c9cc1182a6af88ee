/** Which setting is moved, and to which values: typed as a list, made from a range, or ticked. */
import { useId, useState } from 'react';
import { asTurnlabError } from '../../core/errors.ts';
import {
  GROUPS,
  SETTINGS,
  settingOf,
  type ChoiceSetting,
  type NumberSetting,
  type Setting,
  type Settings,
} from '../../core/settings.ts';
import { firstValues, NO_KNOBS, rangeText, type Base, type Knob } from '../../store/study/study-draft.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import styles from './StudyForm.module.css';

interface Props {
  readonly name: string;
  readonly isOptional?: boolean;
  readonly knob: Knob | null;
  /** The other knob's setting, which this one cannot be. */
  readonly taken: string | undefined;
  readonly lab: Base;
  readonly onTurn: (knob: Knob | null) => void;
}

export function KnobFields({ name, isOptional = false, knob, taken, lab, onTurn }: Props) {
  const id = useId();
  const setting = knob ? settingOf(knob.key)! : null;
  const choose = (key: string): void => {
    const chosen = settingOf(key);
    if (!chosen) return onTurn(null);
    const known = key as keyof Settings;
    onTurn({ key: known, text: firstValues(chosen, lab.settings[known]) });
  };
  return (
    <fieldset className={styles.knob}>
      <legend className="visually-hidden">{name}</legend>
      <div className={styles.field}>
        <div className={styles.head}>
          <label htmlFor={id}>{name}</label>
          {setting && (
            <Explain about={setting.label}>
              <p>{setting.help}</p>
              <p>
                In a study file: <code>{setting.key}</code>
              </p>
            </Explain>
          )}
        </div>
        <select id={id} value={knob?.key ?? ''} onChange={(event) => choose(event.target.value)}>
          {isOptional && <option value="">none</option>}
          {GROUPS.map((group) => (
            <optgroup key={group} label={group}>
              {SETTINGS.filter((s) => s.group === group && !NO_KNOBS.has(s.key)).map(({ key, label }) => (
                <option key={key} value={key} disabled={key === taken}>
                  {label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      {knob && setting && (
        <Values key={knob.key} setting={setting} text={knob.text} onText={(text) => onTurn({ ...knob, text })} />
      )}
    </fieldset>
  );
}

interface ValuesProps {
  readonly setting: Setting;
  readonly text: string;
  readonly onText: (text: string) => void;
}

function Values({ setting, text, onText }: ValuesProps) {
  if (setting.kind === 'switch') return <TickedValues {...{ setting, text, onText }} options={ON_AND_OFF} />;
  if (setting.kind === 'choice') return <TickedValues {...{ setting, text, onText }} options={setting.options} />;
  return <NumberValues setting={setting} text={text} onText={onText} />;
}

const ON_AND_OFF: ChoiceSetting['options'] = [
  { value: 'false', label: 'off' },
  { value: 'true', label: 'on' },
];

function TickedValues({ setting, text, onText, options }: ValuesProps & Pick<ChoiceSetting, 'options'>) {
  const ticked = text.split(', ').filter(Boolean);
  return (
    <fieldset className={styles.ticks}>
      <legend>{setting.label}: values</legend>
      {options.map(({ value, label }) => (
        <label key={value} className={styles.check}>
          <input
            type="checkbox"
            checked={ticked.includes(value)}
            onChange={({ target }) =>
              onText(
                options
                  .map((option) => option.value)
                  .filter((one) => (one === value ? target.checked : ticked.includes(one)))
                  .join(', '),
              )
            }
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function NumberValues({ setting, text, onText }: ValuesProps & { setting: NumberSetting }) {
  const id = useId();
  const values = text.split(/[,\s]+/).filter(Boolean);
  const [from, setFrom] = useState(values[0] ?? String(setting.min));
  const [to, setTo] = useState(values.at(-1) ?? String(setting.max));
  const [steps, setSteps] = useState('5');
  const [problem, setProblem] = useState('');
  const fill = (): void => {
    try {
      onText(rangeText(setting, Number(from), Number(to), Number(steps)));
      setProblem('');
    } catch (thrown) {
      setProblem(asTurnlabError(thrown).message);
    }
  };
  return (
    <>
      <div className={styles.field}>
        <label htmlFor={id}>
          {setting.label}: values{setting.unit && `, ${setting.unit}`}
        </label>
        <input id={id} autoComplete="off" value={text} onChange={(event) => onText(event.target.value)} />
      </div>
      <div className={styles.range}>
        {(
          [
            ['from', from, setFrom],
            ['to', to, setTo],
            ['steps', steps, setSteps],
          ] as const
        ).map(([label, value, set]) => (
          <label key={label}>
            <span>{label}</span>
            <input
              aria-label={`${setting.label}: range ${label}`}
              inputMode="decimal"
              autoComplete="off"
              value={value}
              onChange={(event) => set(event.target.value)}
            />
          </label>
        ))}
        <Button look="small" onClick={fill} aria-label={`Fill ${setting.label} from the range`}>
          Fill
        </Button>
      </div>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
