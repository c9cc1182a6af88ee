/**
 * A number in a text box: what is typed stays until Enter or leaving the box, Escape brings the number back, and a wrong
 * one is kept with its reason beside it. Must not know bounds; `commit` throws when it refuses.
 */
import { useState, type ChangeEvent, type KeyboardEvent } from 'react';
import { asTurnlabError } from '../../core/errors.ts';

export interface NumberText {
  /** Why the typed text was refused; "" when it was not. */
  readonly error: string;
  readonly props: {
    readonly value: string;
    readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
    readonly onBlur: () => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  };
}

export function useNumberText(value: number, commit: (value: number) => void): NumberText {
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState('');

  const finish = (): void => {
    if (typed === null) return;
    try {
      // A decimal comma is what many people type.
      commit(typed.trim() === '' ? Number.NaN : Number(typed.replace(',', '.')));
      setTyped(null);
      setError('');
    } catch (thrown) {
      setError(asTurnlabError(thrown).message);
    }
  };
  const restore = (): void => {
    setTyped(null);
    setError('');
  };
  return {
    error,
    props: {
      value: typed ?? String(value),
      onChange: (event) => setTyped(event.target.value),
      onBlur: finish,
      onKeyDown: (event) => {
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') restore();
      },
    },
  };
}
