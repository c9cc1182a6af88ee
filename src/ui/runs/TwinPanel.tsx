/** Two runs of one seed side by side: the episode in which they part, with one playhead, and a mark at the parting token. */
import { useId, useState } from 'react';
import type { RunRecord } from '../../store/library/run-record.ts';
import type { Parting } from '../../store/library/twins.ts';
import type { Response, Turn } from '../../rollout/trajectory.ts';
import { Explain } from '../explain/Explain.tsx';
import { Range } from '../Range.tsx';
import { Swatch } from './Swatch.tsx';
import styles from './TwinPanel.module.css';
import { useTwins, type FoundTwins } from './use-twins.ts';

interface Props {
  readonly left: RunRecord;
  readonly right: RunRecord;
}

export function TwinPanel({ left, right }: Props) {
  const found = useTwins(left, right);
  return found && <Shown key={found.of} found={found} left={left} right={right} />;
}

function Shown({ found: { twins, word }, left, right }: Props & { found: FoundTwins }) {
  const { parting } = twins;
  const sliderId = useId();
  const last = Math.max(twins.left.trajectory.turns.length, twins.right.trajectory.turns.length) - 1;
  const [turn, setTurn] = useState(parting?.turn ?? 0);
  return (
    <section className={styles.panel} aria-labelledby={`${sliderId}title`}>
      <div className={styles.head}>
        <h3 id={`${sliderId}title`}>Where they part</h3>
        <Explain about="where twins part">
          <p>
            Two runs with the same seed draw the same tasks and the same random numbers. They do the same, token by
            token, until the setting in which they differ makes a difference for the first time.
          </p>
          <p>
            A few dozen episodes of each run are kept; those of the same update are compared, in order. The true parting
            may lie in an episode that was not kept.
          </p>
        </Explain>
      </div>
      <p>{sentenceOf(parting, twins.left.update, twins.compared)}</p>
      <div className={styles.playhead}>
        <label htmlFor={sliderId}>
          Turn {turn + 1} of {last + 1}
        </label>
        <Range
          id={sliderId}
          min={0}
          max={last}
          step={1}
          value={turn}
          onMove={setTurn}
          aria-valuetext={`turn ${turn + 1}`}
        />
      </div>
      <div className={styles.sides}>
        {[[left, twins.left] as const, [right, twins.right] as const].map(([run, { trajectory }]) => (
          <section key={run.id} className={styles.side} aria-label={run.name}>
            <h4>
              <Swatch look={run} /> {run.name}
            </h4>
            <TurnText turn={trajectory.turns[turn]} parting={parting?.turn === turn ? parting : null} word={word} />
            <p className={styles.end}>
              {trajectory.turns.length} turns, {trajectory.success ? 'solved' : 'not solved'}
            </p>
          </section>
        ))}
      </div>
    </section>
  );
}

function sentenceOf(parting: Parting | null, update: number, compared: number): string {
  if (!parting) return `They do not: all ${compared} kept episodes of the same updates are the same, token by token.`;
  const place = `update ${update}, turn ${parting.turn + 1}`;
  const attempt = parting.attempt > 0 ? `, try ${parting.attempt + 1}` : '';
  return parting.token === null
    ? `At ${place}: up to here every token is the same; then only one of them samples the turn again.`
    : `At ${place}${attempt}, token ${parting.token + 1}; every kept token before is the same.`;
}

interface TurnProps {
  readonly turn: Turn | undefined;
  /** When the runs part in this turn. */
  readonly parting: Parting | null;
  readonly word: (id: number) => string;
}

function TurnText({ turn, parting, word }: TurnProps) {
  if (!turn) return <p className={styles.over}>The episode is over.</p>;
  const tries: readonly Response[] = [...turn.rejected, turn.response];
  return (
    <>
      {tries.map((response, attempt) => (
        <p key={attempt} className={styles.tokens} data-ghost={attempt < tries.length - 1}>
          {[...response.ids].map((id, i) => (
            <span key={i}>
              {parting?.attempt === attempt && parting.token === i ? <mark>{word(id)}</mark> : word(id)}{' '}
            </span>
          ))}
          {attempt < tries.length - 1 && <small>thrown away</small>}
        </p>
      ))}
      <p className={styles.after}>sees: {turn.after}</p>
    </>
  );
}
