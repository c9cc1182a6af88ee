/** Walks through a turn token by token, by buttons or arrow keys. What it may do is use-shown.ts's to know. */
import type { KeyboardEvent } from 'react';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import type { Shown } from './use-shown.ts';
import styles from './WalkBar.module.css';

interface Props extends Pick<Shown, 'revealed' | 'reveal' | 'stepToken' | 'isAsking'> {
  /** Of the turn on show. */
  readonly tokens: number;
}

export function WalkBar({ tokens, revealed, reveal, stepToken, isAsking }: Props) {
  const back = revealed === 1 ? undefined : (revealed ?? tokens + 1) - 1;
  const on = revealed === tokens ? undefined : (revealed ?? 0) + 1;
  const onKeyDown = (event: KeyboardEvent): void => {
    const keys: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: back,
      ArrowRight: on,
      Home: 1,
      End: tokens,
    };
    const next = keys[event.key];
    if (next === undefined) return;
    event.preventDefault();
    reveal(next);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its buttons take the focus
    <div className={styles.bar} role="toolbar" aria-label="Walk through this turn" onKeyDown={onKeyDown}>
      <Button look="small" icon="left" aria-disabled={back === undefined} onClick={() => back && reveal(back)}>
        Token back
      </Button>
      <Button look="small" icon="right" aria-disabled={on === undefined} onClick={() => on && reveal(on)}>
        Token on
      </Button>
      <Button look="small" aria-disabled={revealed === null} onClick={() => reveal(null)}>
        Whole turn
      </Button>
      <Button look="small" icon="step" aria-disabled={!stepToken} onClick={() => stepToken?.()}>
        Step token
      </Button>
      <Explain about="stepping by token">
        <p>
          <b>Token back</b> and <b>Token on</b> (or the arrow keys on these buttons) walk through the turn on show as it
          was written, with everything that was known by then.
        </p>
        <p>
          <b>Step token</b> works while training is paused: it shows one more token of the episode under way. A turn is
          generated as a whole on the device, so this reveals the last turn that was generated, token by token, and only
          then asks the engine for the next one.
        </p>
      </Explain>
      <output className={styles.where}>
        {isAsking
          ? 'Playing on to the next turn of this episode …'
          : revealed === null
            ? ''
            : `token ${revealed} of ${tokens}`}
      </output>
    </div>
  );
}
