/** The words of a try, upright under their columns of the token lane: one tab stop, then arrows. */
import { memo, useRef, useState, type KeyboardEvent } from 'react';
import type { Response } from '../../rollout/trajectory.ts';
import { isTag } from '../episode/segments.ts';
import { rowStep } from '../row-keys.ts';
import styles from './lanes.module.css';
import { tokenSentence, type TokenSignals } from './token-numbers.ts';

interface Props {
  readonly response: Response;
  readonly signals: TokenSignals;
  /** Think tokens behind this one would be gone; -1 = none. */
  readonly wouldCut: number;
  readonly at: number | null;
  readonly onPoint: (t: number) => void;
}

export const TokenRow = memo(function TokenRow({ response, signals, wouldCut, at, onPoint }: Props) {
  const { texts, kinds } = signals;
  const row = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(0);
  const reachable = Math.min(stop, texts.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = rowStep(event.key, reachable, texts.length - 1);
    if (next === null) return;
    event.preventDefault();
    row.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <>
      <span />
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows move between its buttons */}
      <div ref={row} className={styles.tokens} onKeyDown={onKeyDown}>
        {texts.map((text, t) => {
          const kind = kinds[t];
          const isGone = wouldCut >= 0 && t > wouldCut && kind === 'think' && !isTag(text);
          return (
            <button
              // Tokens have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              key={t}
              type="button"
              className={styles.token}
              data-kind={kind}
              data-tag={isTag(text)}
              data-forced={response.forced[t] === 1}
              data-gone={isGone}
              data-at={t === at}
              tabIndex={t === reachable ? 0 : -1}
              aria-label={tokenSentence(response, signals, t)}
              onFocus={() => {
                setStop(t);
                onPoint(t);
              }}
              onPointerEnter={() => onPoint(t)}
            >
              {text}
            </button>
          );
        })}
      </div>
    </>
  );
});
