/** Everything that was done so far, newest first: who did what, what it was worth by the environment's exact labels. */
import type { Shown } from '../../store/play/played-episode.ts';
import { Explain } from '../explain/Explain.tsx';
import { MEANINGS } from '../episode/labels.ts';
import { short } from '../format.ts';
import styles from './TurnLog.module.css';
import { PLAYER_NAME, shownAction, turnLabels } from './turn-words.ts';

export function TurnLog({ episode }: { episode: Shown }) {
  const { turns } = episode;
  return (
    <>
      <div className={styles.head}>
        <h2>Turns so far</h2>
        <Explain about="the labels">
          {Object.entries(MEANINGS).map(([word, meaning]) => (
            <p key={word}>
              <b>{word}</b>: {meaning}
            </p>
          ))}
        </Explain>
      </div>
      {turns.length === 0 ? (
        <p className={styles.empty}>
          Nothing was done yet. Press an action, or let somebody else play. Every turn is judged here: whether it was
          possible, changed anything, led somewhere new, and came closer.
        </p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys
        <ol className={styles.list} reversed tabIndex={0} aria-label="Turns, newest first">
          {turns.toReversed().map((turn, i) => (
            // Turns have no identity but their place.
            <li key={turns.length - i} className={styles.turn}>
              <span className={styles.number}>{turns.length - i}</span>
              <div>
                <p>
                  <span className={styles.by}>{PLAYER_NAME[turn.by]}</span> <b>{shownAction(turn.action)}</b>
                </p>
                {turn.think && <p className={styles.think}>thinks: {shownAction(turn.think)}</p>}
                <ul className={styles.labels}>
                  {turnLabels(turn).map(({ text, tone, meaning }) => (
                    <li key={text} data-tone={tone} title={meaning}>
                      {text}
                    </li>
                  ))}
                  {turn.reward !== 0 && <li>reward {short(turn.reward)}</li>}
                </ul>
                <p className={styles.answer}>{turn.obs.full}</p>
              </div>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
