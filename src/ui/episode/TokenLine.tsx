/** Tokens in a row, tinted by entropy. In the selected turn they can be reached by keyboard: one tab stop, then arrows. */
import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { Response } from '../../rollout/trajectory.ts';
import { rowStep } from '../row-keys.ts';
import { tint } from './entropy-scale.ts';
import { isTag } from './segments.ts';
import { tokenText } from './token-text.ts';
import styles from './Transcript.module.css';

interface Props {
  /** Of the whole response. */
  readonly texts: readonly string[];
  readonly response: Response;
  readonly from: number;
  readonly to: number;
  readonly isReachable: boolean;
  readonly onPoint: (token: number | null) => void;
}

export function TokenLine({ texts, response, from, to, isReachable, onPoint }: Props) {
  const line = useRef<HTMLSpanElement>(null);
  const [stop, setStop] = useState(from);
  const look = (i: number): CSSProperties => ({ '--tint': `${tint(response.entropy[i] ?? 0)}%` }) as CSSProperties;
  const tokens = Array.from({ length: to - from }, (_, k) => from + k);
  const kind = (i: number): string | undefined => (isTag(texts[i] ?? '') ? 'tag' : undefined);

  if (!isReachable)
    return (
      <span className={styles.tokens}>
        {tokens.map((i) => (
          <span key={i} className={styles.token} data-kind={kind(i)} style={look(i)} onPointerEnter={() => onPoint(i)}>
            {texts[i]}
          </span>
        ))}
      </span>
    );

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = rowStep(event.key, stop, to - 1, from);
    if (next === null) return;
    event.preventDefault();
    setStop(next);
    line.current?.querySelectorAll('button')[next - from]?.focus({ preventScroll: true });
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows move between its buttons
    <span ref={line} className={styles.tokens} onKeyDown={onKeyDown}>
      {tokens.map((i) => (
        <button
          key={i}
          type="button"
          className={styles.token}
          data-kind={kind(i)}
          style={look(i)}
          tabIndex={i === stop ? 0 : -1}
          aria-label={tokenText(texts[i] ?? '', response, i)}
          onFocus={() => {
            setStop(i);
            onPoint(i);
          }}
          onPointerEnter={() => onPoint(i)}
        >
          {texts[i]}
        </button>
      ))}
    </span>
  );
}
