/** The uncertainty of one try, token by token: M over the words, the window mean of Δ with ε across it, and where it cuts. */
import { memo, useCallback, useMemo, useState, type CSSProperties, type PointerEvent } from 'react';
import type { ThinkingRule } from '../../engine/kernels/intervention.ts';
import { cutAt } from '../../rollout/recorded-cuts.ts';
import { short } from '../format.ts';
import { useLab } from '../session-context.ts';
import type { Attempt } from './attempts.ts';
import styles from './lanes.module.css';
import { columnAt, LaneRow, LOG_TICKS, UNIT_TICKS } from './LaneRow.tsx';
import { dotPath, linePath, logShare, stretched, thresholdSetting } from './plot-scale.ts';
import { QuantityValue } from './QuantityValue.tsx';
import { ThresholdLine } from './ThresholdLine.tsx';
import { headOf, laneSummary, numbersAt, signalsOf } from './token-numbers.ts';
import { TokenRow } from './TokenRow.tsx';

interface Props {
  readonly attempt: Attempt;
  /** As if only this many tokens had been written yet; null shows all. The newest of them is read out. */
  readonly revealed: number | null;
  readonly rule: ThinkingRule;
  readonly epsilon: number;
  readonly onEpsilon: (epsilon: number) => void;
  /** The person is reading: nothing may move away now. */
  readonly onTouch: () => void;
}

const EPSILON = thresholdSetting('epsilon');

export const TokenLane = memo(function TokenLane({ attempt, revealed, rule, epsilon, onEpsilon, onTouch }: Props) {
  const words = useLab((state) => state.words);
  const whole = attempt.response;
  const response = useMemo(() => (revealed === null ? whole : headOf(whole, revealed)), [whole, revealed]);
  // Pointing ends with the next step: then the newest token is what one wants to read.
  const [pointed, setPointed] = useState<{ readonly t: number; readonly revealed: number | null } | null>(null);
  const [shows, setShows] = useState({ H: false, C: false });
  const signals = useMemo(() => signalsOf(response, words, rule), [response, words, rule]);
  const paths = useMemo(
    () => ({
      M: linePath(response.uncertainty),
      // On the scale of the whole turn, so that lines do not move while it is walked through.
      H: linePath(stretched(whole.entropy).subarray(0, response.ids.length)),
      C: linePath(stretched(whole.confidence).subarray(0, response.ids.length)),
      delta: dotPath(Array.from(signals.delta, (value, t) => [t + 0.5, logShare(EPSILON, value)])),
      windowMean: linePath(signals.windowMean.map((value) => logShare(EPSILON, value))),
    }),
    [whole, response, signals],
  );
  const columns = whole.ids.length;
  const written = response.ids.length;
  const { minThinkAt, peakAt } = signals;
  const wouldCut = cutAt(signals.cuts, epsilon);
  const shown = pointed && pointed.revealed === revealed ? pointed.t : revealed === null ? null : written - 1;
  const numbers = shown === null ? null : numbersAt(response, signals, shown);
  const point = useCallback(
    (t: number) => {
      onTouch();
      setPointed({ t, revealed });
    },
    [onTouch, revealed],
  );
  // What is not revealed yet cannot be read: there, the newest token is pointed at.
  const pointAt = (event: PointerEvent<HTMLElement>): void => point(Math.min(written - 1, columnAt(event, columns)));
  const marks = (hasWords: boolean) => (
    <div className={styles.marks} data-words={hasWords} onPointerMove={pointAt} onPointerDown={pointAt}>
      <Mark at={minThinkAt} of={columns} kind="limit" text="L_min" />
      <Mark at={peakAt} of={columns} kind="peak" text="peak" />
      <Mark at={signals.decidedAt} of={columns} kind="decision" text="decided" />
      <Mark at={response.firedAt} of={columns} kind="cut" text="was cut" />
      <Mark at={wouldCut === response.firedAt ? -1 : wouldCut} of={columns} kind="would" text="would cut" />
      <Mark at={shown ?? -1} of={columns} kind="probe" text="" />
    </div>
  );
  return (
    <>
      <p className="visually-hidden">{laneSummary(response, signals, epsilon)}</p>
      <div className={styles.key}>
        <span data-line="M">M</span>
        {(['H', 'C'] as const).map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={shows[name]}
              onChange={(event) => setShows({ ...shows, [name]: event.target.checked })}
            />
            <span data-line={name}>{name === 'H' ? 'entropy H' : 'confidence C'}</span>
          </label>
        ))}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- only forgets what the mouse pointed at */}
      <div className={styles.scroller} onPointerLeave={() => setPointed(null)}>
        <div className={styles.track} style={{ '--columns': columns } as CSSProperties}>
          <LaneRow
            title="Uncertainty M of each token"
            columns={columns}
            ticks={UNIT_TICKS}
            drawing={
              <>
                {shows.H && <path className={styles.lineH} d={paths.H} />}
                {shows.C && <path className={styles.lineC} d={paths.C} />}
                <path className={styles.lineM} d={paths.M} />
              </>
            }
          >
            {marks(true)}
          </LaneRow>
          <LaneRow
            title="Mean of the last N + 1 changes Δ (dots: each Δ)"
            columns={columns}
            ticks={LOG_TICKS}
            drawing={
              <>
                <path className={styles.dots} d={paths.delta} />
                <path className={styles.lineM} d={paths.windowMean} />
              </>
            }
          >
            {marks(false)}
            <ThresholdLine symbol="ε" setting={EPSILON} value={epsilon} onMove={onEpsilon} />
          </LaneRow>
          <TokenRow response={response} signals={signals} wouldCut={wouldCut} at={shown} onPoint={point} />
        </div>
      </div>
      <dl className={styles.readout}>
        <div className={styles.quantity} data-wide="true">
          <dt>token</dt>
          <dd>{shown === null ? 'point at one' : `${shown + 1}: ${signals.texts[shown]}`}</dd>
        </div>
        {(['M', 'H', 'C', 'delta', 'windowMean'] as const).map((of) => (
          <QuantityValue key={of} of={of} value={numbers?.[of] ?? '–'} />
        ))}
        <QuantityValue of="epsilon" value={short(epsilon)} />
        <QuantityValue of="minThink" value={String(rule.minThink)} />
        <QuantityValue of="peak" value={peakAt < 0 ? '–' : `token ${peakAt + 1}`} />
        <QuantityValue of="decision" value={signals.decidedAt < 0 ? '–' : `token ${signals.decidedAt + 1}`} />
      </dl>
    </>
  );
});

interface MarkProps {
  /** Column, -1 = not drawn. */
  readonly at: number;
  readonly of: number;
  readonly kind: 'limit' | 'peak' | 'decision' | 'cut' | 'would' | 'probe';
  readonly text: string;
}

function Mark({ at, of, kind, text }: MarkProps) {
  if (at < 0) return null;
  return (
    <span className={styles.mark} data-kind={kind} style={{ left: `${(100 * (at + 0.5)) / of}%` }} aria-hidden="true">
      <span>{text}</span>
    </span>
  );
}
