/** Reads ε and η off the policy at a press: the wanted rate, what is going on, what was found, or why nothing was. */
import { memo, useState } from 'react';
import { TurnlabError } from '../../core/errors.ts';
import { QUANTILES, type Calibration } from '../../rollout/calibration.ts';
import type { LabState } from '../../store/state.ts';
import { Button } from '../Button.tsx';
import { count, percent, short } from '../format.ts';
import { useLab, useSession } from '../session-context.ts';
import { NumberControl } from '../settings/NumberControl.tsx';
import styles from './CalibratePanel.module.css';
import drawings from './Distributions.module.css';
import { Histogram } from './Histogram.tsx';
import { thresholdSetting } from './plot-scale.ts';
import { QuantityValue } from './QuantityValue.tsx';

/** What the paper's authors' rule of thumb comes to: one turn in five. */
const USUAL_RATE = 0.2;
/** As the setting for the start of a run, without its "not at all". */
const RATE = { ...thresholdSetting('calibrateRate'), label: 'Share of turns to act in', min: 0.05 };

/** Throws TurnlabError `bad-setting`. */
function checkedRate(rate: number): number {
  if (rate > 0 && rate < 1) return rate;
  throw new TurnlabError('bad-setting', `${RATE.label} must lie between 0 and 1.`);
}

/** "" when it can begin. */
function whyNot({ run, opened }: LabState): string {
  if (opened === null || run === 'empty')
    return 'Press Train first: it plays turns of the agent that is being trained.';
  if (run === 'preparing') return 'The run is being prepared.';
  if (run === 'failed') return 'The run has stopped.';
  return '';
}

/** Does not move with the thresholds on trial. */
export const CalibratePanel = memo(function CalibratePanel() {
  const session = useSession();
  const { isRunning, refusal, found } = useLab((state) => state.calibration);
  const obstacle = useLab(whyNot);
  const [rate, setRate] = useState(USUAL_RATE);
  return (
    <div className={styles.panel}>
      <p className={styles.about}>
        Thresholds do not carry over from one agent to another. This plays one batch of turns as the agent is now, cuts
        and resamples nothing, and sets ε and η so that each would have acted in the wanted share of them. Training goes
        on as if it had not happened.
      </p>
      <div className={styles.control}>
        <label htmlFor="calibrate-rate">{RATE.label}</label>
        <NumberControl id="calibrate-rate" setting={RATE} value={rate} commit={(next) => setRate(checkedRate(next))} />
        <Button disabled={isRunning || obstacle !== ''} onClick={() => session.calibrate(rate)}>
          {isRunning ? 'Calibrating …' : 'Calibrate'}
        </Button>
      </div>
      <output className={styles.status}>
        {isRunning ? 'Playing turns to measure; ε and η are set when they are over.' : obstacle}
      </output>
      {refusal && (
        <p role="alert" className={styles.refusal}>
          {refusal}
        </p>
      )}
      {found && <Found {...found} />}
    </div>
  );
});

function Found(found: Calibration & { readonly update: number }) {
  const { update, rate, turns, epsilon, eta, epsilonRate, etaRate, windowMean, gamma } = found;
  return (
    <>
      <p className={styles.about}>
        Measured after update {count(update)} on {count(turns)} turns, for {percent(rate)} of them. ε and η are the
        run’s own now.
      </p>
      <dl className={styles.figures}>
        <QuantityValue of="epsilon" value={`${short(epsilon)}, cuts ${percent(epsilonRate)} of these turns`} />
        <QuantityValue of="eta" value={`${short(eta)}, resamples ${percent(etaRate)} of these turns`} />
      </dl>
      {epsilonRate < rate / 2 && (
        <p className={styles.about}>
          ε acts less often than was asked for: most of these thoughts are too short for a window of N + 2 tokens past
          the peak.
        </p>
      )}
      <div className={drawings.three}>
        <Histogram of="windowMean" counts={windowMean.counts} against="epsilon" threshold={epsilon}>
          {count(windowMean.count)} window means at tokens where thinking may be cut.
        </Histogram>
        <Histogram of="gamma" counts={gamma.counts} against="eta" threshold={eta}>
          {count(gamma.count)} turns that follow another one.
        </Histogram>
      </div>
      <Quantiles {...{ windowMean, gamma }} />
    </>
  );
}

const ROWS = [
  ['windowMean', 'mean Δ'],
  ['gamma', 'Γ'],
] as const;

function Quantiles(spreads: Pick<Calibration, 'windowMean' | 'gamma'>) {
  return (
    // Focusable, so that it can be scrolled by keyboard where it is wider than the page.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={drawings.detector} tabIndex={0} aria-label="Quantiles">
      <table>
        <thead>
          <tr>
            <th scope="col">share below</th>
            {QUANTILES.map((q) => (
              <th key={q} scope="col">
                {percent(q)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([key, name]) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {QUANTILES.map((q, i) => (
                <td key={q}>{short(spreads[key].quantiles[i] ?? NaN)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
