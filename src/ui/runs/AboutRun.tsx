/** What a run, or an experiment, was trained with; its name and its notes, to be changed. */
import type { ReactNode } from 'react';
import { ownKindOf } from '../../core/environments.ts';
import { PRESETS, settingOf } from '../../core/settings.ts';
import type { RunGroup } from '../../store/library/groups.ts';
import { ownOf } from '../../store/own-at-hand.ts';
import styles from './RunTools.module.css';
import { movedText, seedRange } from './run-text.ts';
import { useShelf } from './use-shelf.ts';
import { useTask } from './use-task.ts';
import { Problem } from '../Problem.tsx';

/** `children`: more that is known of it. */
export function AboutRun({ group, children }: { group: RunGroup; children?: ReactNode }) {
  const { library } = useShelf();
  const { problem, run: attempt } = useTask();
  const { id, notes } = group.lead;
  return (
    <>
      <Facts group={group}>{children}</Facts>
      <Name key={group.name} group={group} />
      <label className={styles.notes}>
        <span>Notes</span>
        <textarea
          defaultValue={notes}
          rows={2}
          onBlur={(event) => attempt(() => library.edit(id, { notes: event.target.value }))}
        />
      </label>
      <Problem text={problem} />
    </>
  );
}

function Name({ group: { name, lead } }: { group: RunGroup }) {
  const { library } = useShelf();
  const { problem, run: attempt } = useTask();
  const rename = (text: string): void => {
    if (text !== name) attempt(() => library.edit(lead.id, { name: text }));
  };
  return (
    <label className={styles.field}>
      <span>Name</span>
      <input
        defaultValue={name}
        maxLength={60}
        autoComplete="off"
        aria-invalid={problem !== ''}
        title={problem || 'Press Enter to rename'}
        onBlur={(event) => rename(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </label>
  );
}

function Facts({ group, children }: { group: RunGroup; children: ReactNode }) {
  const { began, preset, backend, turnlab } = group.lead;
  const environment = settingOf('env');
  const options = environment?.kind === 'choice' ? environment.options : [];
  const moved = group.lead.experiment ? '' : movedText(group.lead);
  return (
    <p className={styles.facts}>
      {options.find(({ value }) => value === began.env)?.label ?? ownOf(began.env)?.title ?? began.env} level{' '}
      {began.level} · {seedRange(group)} · {PRESETS.find(({ id }) => id === preset)?.title ?? preset} ·{' '}
      {backend || 'not opened'} · turnlab {turnlab}
      {ownKindOf(began.env) && ' · its bundle contains your own data (data.txt)'}
      {moved && <> · changed while training: {moved}</>}
      {children}
    </p>
  );
}
