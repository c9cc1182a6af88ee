/** The uncertainty of an episode, turn by turn: Φ of every try, Γ to the turn before with η across it. */
import { memo, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import type { ResampleRule } from '../../rollout/resample.ts';
import { fixed, short } from '../format.ts';
import { rowStep } from '../row-keys.ts';
import { nameOf, type Attempt, type AttemptAt } from './attempts.ts';
import styles from './lanes.module.css';
import { columnAt, LaneRow, LOG_TICKS } from './LaneRow.tsx';
import { dotPath, logShare, pathThrough, stemPath, thresholdSetting } from './plot-scale.ts';
import { QuantityValue } from './QuantityValue.tsx';
import { ThresholdLine } from './ThresholdLine.tsx';
import { isStagnant } from './what-if.ts';

interface Props {
  readonly turns: readonly (readonly Attempt[])[];
  readonly rule: ResampleRule;
  readonly onEta: (eta: number) => void;
  readonly shown: AttemptAt;
  readonly onShow: (at: AttemptAt) => void;
}

const ETA = thresholdSetting('eta');
/** Where the scale of Φ may end. */
const TOPS = [0.05, 0.1, 0.2, 0.5] as const;

export const TurnLane = memo(function TurnLane({ turns, rule, onEta, shown, onShow }: Props) {
  const columns = turns.length;
  const [probe, setProbe] = useState<number | null>(null);
  const paths = useMemo(() => {
    const tries = turns.flatMap((attempts) =>
      attempts.map((one) => ({ ...one, x: one.turn + (one.attempt + 1) / (attempts.length + 1) })),
    );
    const kept = tries.filter(({ isAccepted }) => isAccepted);
    const ghosts = tries.filter(({ isAccepted }) => !isAccepted);
    const stagnant = tries.filter(({ turn, gamma }) => isStagnant(rule, turn, gamma));
    const largest = Math.max(...tries.map(({ phi }) => phi));
    const top = TOPS.find((end) => end >= largest) ?? 1;
    const phi = ({ x, phi }: (typeof tries)[number]) => [x, phi / top] as const;
    const gamma = ({ x, gamma }: (typeof tries)[number]) => [x, logShare(ETA, gamma)] as const;
    return {
      ticks: [
        [1, String(top)],
        [0, '0'],
      ] as const,
      line: pathThrough(kept.map(phi)),
      kept: dotPath(kept.map(phi)),
      ghosts: dotPath(ghosts.map(phi)),
      keptStems: stemPath(kept.map(gamma)),
      keptGammas: dotPath(kept.map(gamma)),
      ghostGammas: dotPath(ghosts.map(gamma)),
      ghostStems: stemPath(ghosts.map(gamma)),
      stagnant: dotPath(stagnant.map(gamma)),
    };
  }, [turns, rule]);
  const at = probe !== null && probe < columns ? probe : shown.turn;
  const pointed = turns[at]?.at(-1);
  const pointAt = (event: PointerEvent<HTMLElement>): void => setProbe(columnAt(event, columns));
  const probed = <div className={styles.marks} onPointerMove={pointAt} onPointerDown={pointAt} />;
  return (
    <>
      <div className={styles.scroller} onPointerLeave={() => setProbe(null)}>
        <div className={styles.track} style={{ '--columns': columns } as CSSProperties}>
          <LaneRow
            title="Uncertainty Φ of each turn (hollow: thrown away)"
            columns={columns}
            ticks={paths.ticks}
            drawing={
              <>
                <path className={styles.thinLine} d={paths.line} />
                <path className={styles.ghosts} d={paths.ghosts} />
                <path className={styles.ghostCores} d={paths.ghosts} />
                <path className={styles.points} d={paths.kept} />
              </>
            }
          >
            <Column at={at} of={columns} />
            {probed}
          </LaneRow>
          <LaneRow
            title="Difference Γ to the turn before (ringed: stagnant, below η)"
            columns={columns}
            ticks={LOG_TICKS}
            drawing={
              <>
                <path className={styles.stems} d={paths.keptStems} />
                <path className={styles.ghostStems} d={paths.ghostStems} />
                <path className={styles.rings} d={paths.stagnant} />
                <path className={styles.ringGaps} d={paths.stagnant} />
                <path className={styles.ghosts} d={paths.ghostGammas} />
                <path className={styles.ghostCores} d={paths.ghostGammas} />
                <path className={styles.points} d={paths.keptGammas} />
              </>
            }
          >
            <Column at={at} of={columns} />
            {probed}
            <ThresholdLine symbol="η" setting={ETA} value={rule.eta} onMove={onEta} />
          </LaneRow>
          <TurnRow turns={turns} shown={shown.turn} onShow={onShow} onPoint={setProbe} />
        </div>
      </div>
      <dl className={styles.readout}>
        <div className={styles.quantity} data-wide="true">
          <dt>turn</dt>
          <dd>{pointed ? `${at + 1}: ${pointed.action || 'no action'}` : '–'}</dd>
        </div>
        <QuantityValue of="phi" value={fixed(pointed?.phi ?? NaN, 3)} />
        <QuantityValue of="gamma" value={short(pointed?.gamma ?? NaN)} />
        <QuantityValue of="eta" value={short(rule.eta)} />
      </dl>
    </>
  );
});

function Column({ at, of }: { at: number; of: number }) {
  return <span className={styles.column} style={{ left: `${(100 * at) / of}%`, width: `${100 / of}%` }} />;
}

interface TurnRowProps {
  readonly turns: Props['turns'];
  readonly shown: number;
  readonly onShow: Props['onShow'];
  readonly onPoint: (turn: number | null) => void;
}

/** The numbers of the turns under their columns: one tab stop, then arrows. */
function TurnRow({ turns, shown, onShow, onPoint }: TurnRowProps) {
  const row = useRef<HTMLDivElement>(null);
  const last = (turn: number): AttemptAt => ({ turn, attempt: (turns[turn]?.length ?? 1) - 1 });
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = rowStep(event.key, shown, turns.length - 1);
    if (next === null) return;
    event.preventDefault();
    // The mouse may still lie on another turn.
    onPoint(null);
    onShow(last(next));
    row.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <>
      <span />
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows move between its buttons */}
      <div ref={row} className={styles.tokens} onKeyDown={onKeyDown}>
        {turns.map((attempts, turn) => {
          const kept = attempts.at(-1);
          const numbers = kept ? `Φ ${fixed(kept.phi, 3)}, Γ ${short(kept.gamma)}` : '';
          return (
            <button
              // Turns have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              key={turn}
              type="button"
              className={styles.turnNumber}
              aria-pressed={turn === shown}
              aria-label={kept ? `${nameOf(kept, attempts.length)}: ${numbers}` : undefined}
              tabIndex={turn === shown ? 0 : -1}
              onClick={() => onShow(last(turn))}
              onPointerEnter={() => onPoint(turn)}
            >
              {turn + 1}
            </button>
          );
        })}
      </div>
    </>
  );
}
