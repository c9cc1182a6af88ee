/** Shown, locked or hidden: one choice per control, and one for a whole group. */
import { CONTROLS, type Control, type Guard } from '../../store/url.ts';
import styles from './ShareSheet.module.css';

interface Props {
  readonly guard: Guard;
  readonly onChange: (guard: Guard) => void;
}

type Choice = 'shown' | 'locked' | 'hidden';
const CHOICES: readonly { readonly value: Choice; readonly name: string }[] = [
  { value: 'shown', name: 'Shown' },
  { value: 'locked', name: 'Locked' },
  { value: 'hidden', name: 'Hidden' },
];

const choiceOf = ({ hidden, locked }: Guard, name: string): Choice =>
  hidden.includes(name) ? 'hidden' : locked.includes(name) ? 'locked' : 'shown';

/** These controls, chosen so; the others stay. */
function withChoice(guard: Guard, names: readonly string[], choice: Choice): Guard {
  const without = (list: readonly string[]): string[] => list.filter((name) => !names.includes(name));
  return {
    ...guard,
    hidden: choice === 'hidden' ? [...without(guard.hidden), ...names] : without(guard.hidden),
    locked: choice === 'locked' ? [...without(guard.locked), ...names] : without(guard.locked),
  };
}

const GROUPS = [...new Set(CONTROLS.map(({ group }) => group))];

export function GuardChoices({ guard, onChange }: Props) {
  return (
    <div className={styles.groups}>
      {GROUPS.map((group) => {
        const controls = CONTROLS.filter((control) => control.group === group);
        return <GroupChoices key={group} {...{ group, controls, guard, onChange }} />;
      })}
    </div>
  );
}

function GroupChoices({
  group,
  controls,
  guard,
  onChange,
}: Props & { readonly group: string; readonly controls: readonly Control[] }) {
  const names = controls.map(({ name }) => name);
  const chosen = new Set(names.map((name) => choiceOf(guard, name)));
  const [common] = chosen.size === 1 ? chosen : [undefined];
  return (
    <details className={styles.group}>
      <summary>
        <h4>{group}</h4>
        <small>
          {common === undefined ? 'some' : CHOICES.find(({ value }) => value === common)?.name.toLowerCase()}
        </small>
      </summary>
      <ul>
        <li>
          <b>All of these</b>
          <ChoiceOf
            label={`All of ${group}`}
            value={common}
            onChoose={(choice) => onChange(withChoice(guard, names, choice))}
          />
        </li>
        {controls.map(({ name, label }) => (
          <li key={name}>
            <span>{label}</span>
            <ChoiceOf
              label={label}
              value={choiceOf(guard, name)}
              onChoose={(choice) => onChange(withChoice(guard, [name], choice))}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** Undefined when a group's controls differ. */
  readonly value: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
}

function ChoiceOf({ label, value, onChoose }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChoose(event.target.value as Choice)}
      data-choice={value}
    >
      {value === undefined && (
        <option value="" disabled>
          Mixed
        </option>
      )}
      {CHOICES.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.name}
        </option>
      ))}
    </select>
  );
}
