/** The entropy scale, and the numbers of the token that is pointed at. */
import type { Turn } from '../../rollout/trajectory.ts';
import { FULL_ENTROPY } from './entropy-scale.ts';
import { tokenNumbers } from './token-text.ts';
import type { TokenAt } from './TurnCard.tsx';
import styles from './Transcript.module.css';

interface Props {
  readonly turns: readonly Turn[];
  readonly words: readonly string[];
  readonly at: TokenAt | null;
}

export function TokenReadout({ turns, words, at }: Props) {
  const response = at && turns[at.turn]?.response;
  const id = response?.ids[at?.token ?? 0];
  if (!at || !response || id === undefined)
    return (
      <p className={styles.legend}>
        <span>sure</span>
        <span className={styles.ramp} aria-hidden="true" />
        <span>unsure ({FULL_ENTROPY}+ nats)</span>
      </p>
    );
  const { entropy, chance, logprob, confidence } = tokenNumbers(response, at.token);
  return (
    <p className={styles.legend}>
      <b>{words[id] ?? `#${id}`}</b>
      <span>entropy {entropy}</span>
      <span>
        p {chance} (ln {logprob})
      </span>
      <span>confidence {confidence}</span>
    </p>
  );
}
