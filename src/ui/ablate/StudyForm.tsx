/** A study of one's own: one or two knobs and their values, seeds, what ends a run, and what all runs share. */
import { useId, useState, type ReactNode } from 'react';
import { asTurnlabError } from '../../core/errors.ts';
import { PRESETS } from '../../core/settings.ts';
import { studyFrom, type Base, type Knob, type StudyDraft } from '../../store/study/study-draft.ts';
import type { Study } from '../../train/study.ts';
import { Button } from '../Button.tsx';
import { count } from '../format.ts';
import { useLab } from '../session-context.ts';
import { KnobFields } from './KnobFields.tsx';
import styles from './StudyForm.module.css';

const FIRST: StudyDraft = {
  name: '',
  base: '',
  knobs: [{ key: 'epsilon', text: '0.03, 0.1, 0.3' }],
  seeds: '0-2',
  budget: 'updates',
  updates: 40,
  tokens: 400_000,
  stopCollapsed: true,
};

interface Props {
  readonly isLocked: boolean;
  readonly onPlan: (make: () => Study) => void;
}

export function StudyForm({ isLocked, onPlan }: Props) {
  const preset = useLab((state) => state.preset);
  const settings = useLab((state) => state.draft);
  const [draft, setDraft] = useState(FIRST);
  const lab: Base = { preset, settings };
  const { size, problem } = sizeOf(draft, lab);
  const change = (patch: Partial<StudyDraft>): void => setDraft({ ...draft, ...patch });
  const turn = (at: number, knob: Knob | null): void =>
    change({ knobs: [...draft.knobs.slice(0, at), ...(knob ? [knob] : []), ...draft.knobs.slice(at + 1)] });
  const [first, second] = draft.knobs;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onPlan(() => studyFrom(draft, lab));
      }}
    >
      <KnobFields name="Knob" knob={first ?? null} taken={second?.key} lab={lab} onTurn={(knob) => turn(0, knob)} />
      <KnobFields
        name="Second knob"
        isOptional
        knob={second ?? null}
        taken={first?.key}
        lab={lab}
        onTurn={(knob) => turn(1, knob)}
      />
      <Field label="All other settings" hint="Seed and length of the runs are set here, below.">
        {(id) => (
          <select id={id} value={draft.base} onChange={(event) => change({ base: event.target.value })}>
            <option value="">as they are in the Lab</option>
            {PRESETS.map(({ id: value, title }) => (
              <option key={value} value={value}>
                preset {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Seeds" hint="Each value is trained once with each. Three or more give an interval.">
        {(id) => <input id={id} value={draft.seeds} onChange={(event) => change({ seeds: event.target.value })} />}
      </Field>
      <div className={styles.pair}>
        <Field label="A run ends after">
          {(id) => (
            <input
              id={id}
              inputMode="numeric"
              value={draft.budget === 'updates' ? draft.updates : draft.tokens}
              onChange={(event) => {
                const amount = Number(event.target.value.replaceAll(/\D/g, ''));
                change(draft.budget === 'updates' ? { updates: amount } : { tokens: amount });
              }}
            />
          )}
        </Field>
        <Field label="counted in">
          {(id) => (
            <select
              id={id}
              value={draft.budget}
              onChange={(event) => change({ budget: event.target.value === 'tokens' ? 'tokens' : 'updates' })}
            >
              <option value="updates">updates</option>
              <option value="tokens">tokens</option>
            </select>
          )}
        </Field>
      </div>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={draft.stopCollapsed}
          onChange={(event) => change({ stopCollapsed: event.target.checked })}
        />
        <span>End a run early once its success has collapsed</span>
      </label>
      <Field label="Name">
        {(id) => (
          <input
            id={id}
            value={draft.name}
            placeholder="named after its knobs"
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <output className={problem ? styles.problem : styles.size}>{problem || size}</output>
      <Button type="submit" look="primary" disabled={isLocked || problem !== ''}>
        Lay it out
      </Button>
    </form>
  );
}

/** How many runs it comes to, or why it cannot be. */
function sizeOf(draft: StudyDraft, lab: Base): { readonly size: string; readonly problem: string } {
  try {
    const { grid, seeds } = studyFrom(draft, lab);
    const counts = [...Object.values(grid).map((values) => values.length), seeds.length];
    const runs = counts.reduce((a, b) => a * b, 1);
    const names = counts.map((n, i) => `${n} ${i === counts.length - 1 ? 'seed' : 'value'}${n === 1 ? '' : 's'}`);
    return { size: `${names.join(' × ')} = ${count(runs)} ${runs === 1 ? 'run' : 'runs'}`, problem: '' };
  } catch (thrown) {
    return { size: '', problem: asTurnlabError(thrown).message.replace(/^Study: /, '') };
  }
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: (id: string) => ReactNode;
}

function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <p>{hint}</p>}
    </div>
  );
}
