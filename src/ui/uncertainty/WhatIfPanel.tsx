/** What other thresholds would have done to the recorded turns, at once, and the way to make them the run's own. */
import { Button } from '../Button.tsx';
import { count, percent, short } from '../format.ts';
import { useLab, useSession } from '../session-context.ts';
import { NumberControl } from '../settings/NumberControl.tsx';
import { thresholdSetting } from './plot-scale.ts';
import { QuantityValue } from './QuantityValue.tsx';
import type { ThresholdKey, Thresholds } from './use-thresholds.ts';
import type { JudgedTurns } from './use-what-if.ts';
import styles from './WhatIfPanel.module.css';

interface Props {
  readonly thresholds: Thresholds;
  /** Null before any turn was recorded. */
  readonly judged: JudgedTurns | null;
}

export function WhatIfPanel({ thresholds, judged }: Props) {
  const { prepared, found } = judged ?? {};
  return (
    <div className={styles.panel}>
      <ThresholdControl of="epsilon" symbol="ε" thresholds={thresholds} />
      <ThresholdControl of="eta" symbol="η" thresholds={thresholds} />
      {prepared && found ? (
        <>
          <p className={styles.source}>
            Computed from {count(prepared.turns.length)} recorded turns; nothing is played again. Each turn is judged as
            it was recorded: what the agent would have done after another cut or another try is not known, and a thought
            that was cut when played cannot be seen past its cut.
          </p>
          <Strip cut={found.cut} resampled={found.resampled} />
          <dl className={styles.figures}>
            <Figure
              name="Thoughts cut"
              value={percent(found.cuts / prepared.turns.length)}
              detail={`${count(found.cuts)} turns; when played: ${percent(prepared.cutThen / prepared.turns.length)}`}
            />
            <Figure
              name="Turns sampled again"
              value={percent(found.resamples / prepared.judged)}
              detail={`${count(found.resamples)} of ${count(prepared.judged)} that have a Γ; when played: ${percent(prepared.resampledThen / prepared.judged)}`}
            />
          </dl>
          <dl className={styles.tokens}>
            <QuantityValue
              of="saved"
              value={`${count(found.savedTokens)} of ${count(prepared.thinkTokens)} think tokens (${percent(found.savedTokens / prepared.thinkTokens)})`}
            />
            <QuantityValue of="thrown" value={`${count(found.thrownTokens)} tokens`} />
          </dl>
          {found.unplayed > 0 && (
            <p className={styles.source}>
              In {count(found.unplayed)} turns the next try was never played, so what it would have cost is not counted.
            </p>
          )}
        </>
      ) : (
        <p className={styles.source}>
          The turns of each update are recorded as they are played. From then on, moving ε or η shows at once which of
          them would have been cut or sampled again.
        </p>
      )}
    </div>
  );
}

interface ControlProps {
  readonly of: ThresholdKey;
  readonly symbol: string;
  readonly thresholds: Thresholds;
}

const SWITCH = { epsilon: 'tti', eta: 'tds' } as const;

function ThresholdControl({ of, symbol, thresholds }: ControlProps) {
  const session = useSession();
  const setting = thresholdSetting(of);
  const inUse = useLab((state) => state.draft[of]);
  const isOn = useLab((state) => state.draft[SWITCH[of]]);
  const value = thresholds.values[of];
  const id = `what-if-${of}`;
  return (
    <div className={styles.control}>
      <div className={styles.head}>
        <label htmlFor={id}>{setting.label}</label>
        <Button look="small" disabled={value === inUse} onClick={() => thresholds.use(of)}>
          Use this {symbol}
        </Button>
      </div>
      <NumberControl id={id} setting={setting} value={value} commit={(next) => thresholds.move(of, next)} />
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => session.setSetting(SWITCH[of], event.target.checked)}
        />
        <span>
          {of === 'epsilon' ? 'cut thinking while training' : 'resample while training'}; the run’s {symbol} is{' '}
          {short(inUse)}
        </span>
      </label>
    </div>
  );
}

function Figure({ name, value, detail }: { name: string; value: string; detail: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> <span>{detail}</span>
      </dd>
    </div>
  );
}

/** One upright stroke per marked turn, oldest on the left. */
function strokes(marks: Uint8Array): string {
  let path = '';
  for (let i = 0; i < marks.length; i++) if (marks[i] === 1) path += `M${i + 0.5} 0V1`;
  return path;
}

function Strip({ cut, resampled }: { cut: Uint8Array; resampled: Uint8Array }) {
  const rows = [
    ['cut', cut],
    ['again', resampled],
  ] as const;
  return (
    <div className={styles.strip} aria-hidden="true">
      {rows.map(([name, marks]) => (
        <div key={name}>
          <span>{name}</span>
          <svg viewBox={`0 0 ${marks.length} 1`} preserveAspectRatio="none" data-row={name}>
            <path d={strokes(marks)} />
          </svg>
        </div>
      ))}
      <p>each recorded turn, oldest first</p>
    </div>
  );
}
