/** What other thresholds would have done to the recorded turns, at once, and the way to make them the run's own. */
import { Button } from '../Button.tsx';
import { count, percent, short } from '../format.ts';
import { useLab, useSession } from '../session-context.ts';
import { NumberControl } from '../settings/NumberControl.tsx';
import { ExplainQuantity } from './ExplainQuantity.tsx';
import { thresholdSetting } from './plot-scale.ts';
import { QUANTITIES, type QuantityId } from './quantities.ts';
import { QuantityValue } from './QuantityValue.tsx';
import { TurnStrip } from './TurnStrip.tsx';
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
      <Button look="small" className={styles.calibrate} onClick={goToCalibration}>
        Calibrate ε and η …
      </Button>
      {prepared && found ? (
        <>
          <p className={styles.source}>
            Computed from {count(prepared.turns.length)} recorded turns; nothing is played again. Each turn is judged as
            it was recorded: what the agent would have done after another cut or another try is not known, and a thought
            that was cut when played cannot be seen past its cut.
          </p>
          <div className={styles.strip} aria-hidden="true">
            <TurnStrip name="cut" marks={found.cut} />
            <TurnStrip name="again" marks={found.resampled} />
            <p>each recorded turn, oldest first</p>
          </div>
          <dl className={styles.figures}>
            <Figure
              of="cutRate"
              value={percent(found.cuts / prepared.turns.length)}
              detail={`${count(found.cuts)} turns; when played: ${percent(prepared.cutThen / prepared.turns.length)}`}
            />
            <Figure
              of="resampleRate"
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

/** It has a place of its own on this view. */
function goToCalibration(): void {
  const heading = document.getElementById('calibrate');
  heading?.scrollIntoView({ block: 'center' });
  heading?.focus({ preventScroll: true });
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

function Figure({ of, value, detail }: { of: QuantityId; value: string; detail: string }) {
  return (
    <div>
      <dt>
        {QUANTITIES[of].symbol}
        <ExplainQuantity of={of} />
      </dt>
      <dd>
        <b>{value}</b> <span>{detail}</span>
      </dd>
    </div>
  );
}
