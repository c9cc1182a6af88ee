/** Everything the agent wrote in an episode, turn by turn, with the numbers of the token that is pointed at. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Replay } from '../../store/replay.ts';
import type { Episode } from '../../store/state.ts';
import { useLab } from '../session-context.ts';
import { Explain } from '../explain/Explain.tsx';
import { MEANINGS } from './labels.ts';
import { TokenReadout } from './TokenReadout.tsx';
import { TurnCard, type TokenAt } from './TurnCard.tsx';
import styles from './Transcript.module.css';

interface Props {
  readonly episode: Episode;
  readonly replay: Replay | null;
  readonly moment: number;
  readonly onShow: (moment: number) => void;
  /** The person is reading: nothing may move away now. */
  readonly onTouch: () => void;
}

export function Transcript({ episode, replay, moment, onShow, onTouch }: Props) {
  const { turns } = episode.trajectory;
  const words = useLab((state) => state.words);
  const [at, setAt] = useState<TokenAt | null>(null);
  const list = useRef<HTMLOListElement>(null);

  // Only the list scrolls, never the page.
  useEffect(() => {
    const box = list.current;
    const card = box?.children.item(Math.max(0, moment - 1));
    if (!box || !(card instanceof HTMLElement) || box.scrollHeight <= box.clientHeight) return;
    const above = card.offsetTop - box.scrollTop;
    const below = above + card.offsetHeight - box.clientHeight;
    // scrollTo follows the style's scroll-behavior, which honours reduced motion.
    if (above < 0) box.scrollTo({ top: box.scrollTop + above });
    else if (below > 0) box.scrollTo({ top: box.scrollTop + below });
  }, [moment]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowUp: moment - 1, ArrowDown: moment + 1 }[event.key];
    if (to === undefined || to < 0 || to > turns.length) return;
    event.preventDefault();
    onShow(to);
    const button = list.current?.children.item(Math.max(0, to - 1))?.querySelector('button');
    button?.focus({ preventScroll: true });
  };

  const point = (token: TokenAt | null): void => {
    if (token) onTouch();
    setAt(token);
  };

  return (
    <div className={styles.transcript}>
      <div className={styles.bar}>
        <h3>What it wrote</h3>
        <Explain about="the transcript">
          <p>
            Each word is tinted by <b>entropy</b>: how unsure the agent was when it chose it. Point at a word for its
            numbers.
          </p>
          {Object.entries(MEANINGS).map(([word, meaning]) => (
            <p key={word}>
              <b>{word}</b>: {meaning}
            </p>
          ))}
        </Explain>
        <TokenReadout turns={turns} words={words} at={at} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows move between its buttons */}
      <ol ref={list} className={styles.list} onKeyDown={onKeyDown} onPointerLeave={() => setAt(null)}>
        {turns.map((turn, i) => (
          <TurnCard
            // Turns have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={i}
            index={i}
            turn={turn}
            advantage={episode.advantage.length === turns.length ? episode.advantage[i] : undefined}
            words={words}
            answer={replay?.moments[i + 1]?.text ?? turn.after}
            isSelected={moment === i + 1}
            onSelect={() => onShow(i + 1)}
            onPoint={point}
          />
        ))}
      </ol>
    </div>
  );
}
