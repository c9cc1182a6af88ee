/**
 * What can be done: every possible action as a button, a box that narrows long lists, and a field for any text at all. Arrow
 * keys walk through the buttons; the focus stays here from turn to turn.
 */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react';
import type { Shown } from '../../store/play/played-episode.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import styles from './ActionPad.module.css';
import { Steady } from './Steady.tsx';
import { usePlay, useTable } from './use-table.ts';

/** More than a person takes in at a glance. */
const LONG_LIST = 10;
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

const buttonsIn = (list: Element | null): HTMLButtonElement[] => [...(list?.querySelectorAll('button') ?? [])];

export function ActionPad({ episode }: { episode: Shown }) {
  const table = useTable();
  const isBroken = usePlay((state) => state.isBroken);
  const { admissible } = episode.now.obs;
  const number = usePlay((state) => state.number);
  /** Belongs to one episode: another one has other actions. */
  const [{ of, typed }, setFilter] = useState({ of: number, typed: '' });
  const filter = of === number ? typed : '';
  const list = useRef<HTMLUListElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  /** Place of the button that has just been pressed; null = the person is elsewhere. */
  const pressed = useRef<number | null>(null);
  const shownMoment = useRef('');
  const id = useId();
  const isOver = episode.end !== null;
  const isLong = admissible.length > LONG_LIST;
  const words = isLong ? filter.trim().toLowerCase().split(/\s+/) : [];
  const shown = admissible.filter((action) => words.every((word) => action.includes(word)));
  const moment = `${number} ${episode.turns.length}`;

  // A button that has gone takes the focus with it; the person goes on where they were.
  useEffect(() => {
    if (shownMoment.current === moment) return;
    shownMoment.current = moment;
    const place = pressed.current;
    pressed.current = null;
    if (place === null || document.activeElement !== document.body) return;
    const buttons = buttonsIn(list.current);
    const going = isOver ? next.current : buttons[Math.min(place, buttons.length - 1)];
    going?.focus({ preventScroll: true });
  }, [moment, isOver]);

  const press = (action: string, index: number): void => {
    if (!table.isTemplate(action)) {
      pressed.current = index;
      return table.act(action);
    }
    // The words that stand for others are to be written over.
    const input = field.current!;
    input.value = action;
    input.focus();
    const verb = action.includes(' ') ? action.indexOf(' ') + 1 : 0;
    input.setSelectionRange(verb, action.length);
  };
  const goOn = (deed: () => void): void => {
    pressed.current = 0;
    deed();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = buttonsIn(list.current);
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const step = STEPS[event.key];
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : step === undefined ? -1 : at + step;
    if (at === -1 || !all[to]) return;
    event.preventDefault();
    all[to].focus();
  };
  const say = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const input = field.current!;
    if (input.value === '' || isOver) return;
    pressed.current = 0;
    table.act(input.value);
    input.value = '';
  };

  return (
    <div className={styles.pad}>
      <div className={styles.padHead}>
        <h2 id={`${id}actions`}>What you can do</h2>
        {isLong && (
          <input
            type="search"
            className={styles.filter}
            value={filter}
            placeholder="Narrow the list"
            aria-label="Narrow the list of actions"
            onChange={({ target }) => setFilter({ of: number, typed: target.value })}
          />
        )}
        <span className={styles.count} aria-live="polite">
          {isOver || admissible.every((action) => table.isTemplate(action))
            ? ''
            : words.some(Boolean)
              ? `${shown.length} of ${admissible.length}`
              : `${admissible.length} possible`}
        </span>
      </div>
      <Steady key={number}>
        {isOver ? (
          <p className={styles.over}>
            This episode is over.
            <Button ref={next} look="primary" icon="right" onClick={() => goOn(() => table.next())}>
              Next task
            </Button>
            <Button icon="reset" onClick={() => goOn(() => table.restart())}>
              Same task again
            </Button>
          </p>
        ) : (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows move between its buttons
          <ul ref={list} className={styles.actions} aria-labelledby={`${id}actions`} onKeyDown={onKeyDown}>
            {shown.map((action, i) => (
              <li key={action}>
                <Button look="small" disabled={isBroken} onClick={() => press(action, i)}>
                  {action}
                  {table.isTemplate(action) && ' …'}
                </Button>
              </li>
            ))}
            {shown.length === 0 && (
              <li className={styles.note}>No possible action holds “{filter.trim().slice(0, 40)}”.</li>
            )}
          </ul>
        )}
      </Steady>
      <form className={styles.say} onSubmit={say}>
        <label htmlFor={`${id}say`}>
          Any action
          <Explain about="writing an action">
            <p>
              Actions are words with single spaces between them. Case does not matter, and what has to be spelled
              (letters, digits) may be written as one word. An entry that ends in … stands for many: press it and write
              your own words. What the world does not accept costs a turn and changes nothing, as it does for an agent.
            </p>
          </Explain>
        </label>
        <input
          ref={field}
          id={`${id}say`}
          disabled={isOver || isBroken}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
        <Button type="submit" disabled={isOver || isBroken}>
          Do it
        </Button>
      </form>
    </div>
  );
}
