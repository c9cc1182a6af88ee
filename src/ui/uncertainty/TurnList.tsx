/** What was done in every turn, and each try that was thrown away beside the one that was kept. */
import { memo } from 'react';
import type { Turn } from '../../rollout/trajectory.ts';
import type { ResampleRule } from '../../rollout/resample.ts';
import look from '../episode/turns.module.css';
import { fixed, short } from '../format.ts';
import { nameOf, type Attempt, type AttemptAt } from './attempts.ts';
import styles from './TurnList.module.css';
import { isStagnant } from './what-if.ts';

interface Props {
  readonly played: readonly Turn[];
  readonly turns: readonly (readonly Attempt[])[];
  readonly rule: ResampleRule;
  readonly shown: AttemptAt;
  readonly onShow: (at: AttemptAt) => void;
}

export const TurnList = memo(function TurnList({ played, turns, rule, shown, onShow }: Props) {
  return (
    <ol className={styles.list}>
      {turns.flatMap((attempts) =>
        attempts.map((one) => (
          <li
            key={`${one.turn} ${one.attempt}`}
            className={`${look.turn} ${styles.try}`}
            data-ghost={!one.isAccepted}
            aria-current={one.turn === shown.turn && one.attempt === shown.attempt ? 'true' : undefined}
          >
            <button
              type="button"
              className={`${look.number} ${styles.show}`}
              aria-label={`Show ${nameOf(one, attempts.length)}`}
              onClick={() => onShow(one)}
            >
              {one.isAccepted ? one.turn + 1 : `${one.turn + 1}·${one.attempt + 1}`}
            </button>
            <p className={styles.action}>
              {one.action || <i>no action</i>}
              {!one.isAccepted && <small> thrown away</small>}
            </p>
            <p className={styles.numbers}>
              Φ {fixed(one.phi, 2)} · Γ {short(one.gamma)}
              {isStagnant(rule, one.turn, one.gamma) && <b> stagnant</b>}
            </p>
            <ul className={`${look.labels} ${styles.labels}`}>
              {one.labels.map(({ text, tone, meaning }) => (
                <li key={text} data-tone={tone} title={meaning}>
                  {text}
                </li>
              ))}
              {one.isAccepted && <li>reward {short(played[one.turn]?.reward ?? NaN)}</li>}
            </ul>
            {one.isAccepted && <p className={styles.answer}>sees: {played[one.turn]?.after}</p>}
          </li>
        )),
      )}
    </ol>
  );
});
