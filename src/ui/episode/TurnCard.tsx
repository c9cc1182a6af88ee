/** One turn: what the agent thought and did, what the world answered, and what the turn was worth. */
import { memo } from 'react';
import type { Turn } from '../../rollout/trajectory.ts';
import { short } from '../format.ts';
import { labelsOf } from './labels.ts';
import { segments } from './segments.ts';
import { TokenLine } from './TokenLine.tsx';
import styles from './Transcript.module.css';
import look from './turns.module.css';

export interface TokenAt {
  readonly turn: number;
  readonly token: number;
}

interface Props {
  readonly index: number;
  readonly turn: Turn;
  readonly advantage: number | undefined;
  readonly words: readonly string[];
  /** What the world answered, in sentences. */
  readonly answer: string;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly onPoint: (at: TokenAt | null) => void;
}

const VERB = { think: 'thinks', action: 'does', other: 'writes' } as const;

export const TurnCard = memo(function TurnCard(props: Props) {
  const { index, turn, advantage, words, answer, isSelected, onSelect, onPoint } = props;
  const texts = Array.from(turn.response.ids, (id) => words[id] ?? `#${id}`);
  return (
    <li className={`${look.turn} ${styles.turn}`} aria-current={isSelected ? 'step' : undefined}>
      <div className={styles.head}>
        <button type="button" className={`${look.number} ${styles.select}`} onClick={onSelect}>
          <span className="visually-hidden">Show turn </span>
          {index + 1}
        </button>
        <ul className={`${look.labels} ${styles.labels}`}>
          {labelsOf(turn).map(({ text, tone, meaning }) => (
            <li key={text} data-tone={tone} title={meaning}>
              {text}
            </li>
          ))}
        </ul>
        <p className={styles.worth}>
          {turn.reward !== 0 && <span>reward {short(turn.reward)}</span>}
          {advantage !== undefined && (
            <span title="Advantage: how much better this went than the other attempts at the same task.">
              adv. {advantage > 0 ? '+' : ''}
              {short(advantage)}
            </span>
          )}
        </p>
      </div>
      <dl className={styles.lines}>
        {segments(texts).map(({ kind, from, to }) => (
          <div key={from}>
            <dt>{VERB[kind]}</dt>
            <dd>
              <TokenLine
                texts={texts}
                response={turn.response}
                from={from}
                to={to}
                isReachable={isSelected}
                onPoint={(token) => onPoint(token === null ? null : { turn: index, token })}
              />
            </dd>
          </div>
        ))}
        <div>
          <dt>sees</dt>
          <dd className={styles.answer}>{answer}</dd>
        </div>
      </dl>
    </li>
  );
});
