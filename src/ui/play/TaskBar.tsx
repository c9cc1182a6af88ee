/** Which task is on the table: environment, level, split and seed; again, or the next one. */
import { useId, useState } from 'react';
import type { Split } from '../../envs/env.ts';
import { ownOf } from '../../store/own-at-hand.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import styles from './Controls.module.css';
import { usePlay, useTable } from './use-table.ts';

const SPLIT_NAME: Readonly<Record<Split, string>> = {
  train: 'training',
  val: 'validation',
  test: 'test',
  ood: 'out of distribution',
};

export function TaskBar() {
  const table = useTable();
  const playables = usePlay((state) => state.playables);
  const playable = usePlay((state) => state.playable);
  const { level, split, seed } = usePlay((state) => state);
  const id = useId();
  return (
    <div className={styles.fields}>
      <label htmlFor={`${id}env`} className={styles.field}>
        Environment
        <select
          id={`${id}env`}
          value={playable.spec.id}
          onChange={({ target }) => table.choose(playables.find(({ spec }) => spec.id === target.value)!)}
        >
          {playables.map(({ spec }) => (
            <option key={spec.id} value={spec.id}>
              {ownOf(spec.id)?.title ?? spec.title}
            </option>
          ))}
        </select>
      </label>
      <label htmlFor={`${id}level`} className={styles.wideField}>
        Level
        <select id={`${id}level`} value={level} onChange={({ target }) => table.goTo({ level: Number(target.value) })}>
          {playable.spec.levels.map((l) => (
            <option key={l.level} value={l.level}>
              {l.level}: {l.title}
            </option>
          ))}
        </select>
      </label>
      <label htmlFor={`${id}split`} className={styles.field}>
        <span>
          Tasks
          <Explain about="the four kinds of tasks">
            <p>
              <b>Training</b> tasks are learned from. <b>Validation</b> and <b>test</b> tasks are never learned from; no
              task is in two of them. <b>Out of distribution</b>: combinations that occur in none of the others.
            </p>
          </Explain>
        </span>
        <select id={`${id}split`} value={split} onChange={({ target }) => table.goTo({ split: target.value as Split })}>
          {playable.splits.map((name) => (
            <option key={name} value={name}>
              {SPLIT_NAME[name]}
            </option>
          ))}
        </select>
      </label>
      <SeedField seed={seed} id={`${id}seed`} />
      <div className={styles.buttons}>
        <Button icon="reset" title="The same task from its start (R)" onClick={() => table.restart()}>
          Restart
        </Button>
        <Button icon="right" title="The task of the next seed (N)" onClick={() => table.next()}>
          Next task
        </Button>
      </div>
    </div>
  );
}

/** Taken on Enter or when left, so that half a number is no task; what is no seed is put back. */
function SeedField({ seed, id }: { seed: number; id: string }) {
  const table = useTable();
  /** What is being typed; null = nothing. */
  const [typed, setTyped] = useState<string | null>(null);
  const take = (): void => {
    setTyped(null);
    const wanted = Number(typed);
    const isSeed = typed !== null && /^\d{1,10}$/.test(typed.trim()) && wanted <= 0xffff_ffff;
    if (isSeed && wanted !== seed) table.goTo({ seed: wanted });
  };
  return (
    <label htmlFor={id} className={styles.seed}>
      Task seed
      <input
        id={id}
        value={typed ?? seed}
        inputMode="numeric"
        autoComplete="off"
        title="A whole number; equal seeds give equal tasks"
        onChange={({ target }) => setTyped(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
      />
    </label>
  );
}
