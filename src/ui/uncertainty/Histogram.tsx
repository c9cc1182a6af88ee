/** How a quantity is spread over powers of ten, with the threshold it is compared with as a line, in a drawing and in words. */
import type { ReactNode } from 'react';
import { EDGES } from '../../rollout/calibration.ts';
import { Explain } from '../explain/Explain.tsx';
import { short } from '../format.ts';
import styles from './Distributions.module.css';
import { logShare, stemPath, thresholdSetting, viewBox } from './plot-scale.ts';
import { QUANTITIES, type QuantityId } from './quantities.ts';
import type { ThresholdKey } from './use-thresholds.ts';

interface Props {
  readonly of: QuantityId;
  /** counts[b] values lie in [EDGES[b], EDGES[b + 1]). */
  readonly counts: readonly number[];
  readonly against: ThresholdKey;
  readonly threshold: number;
  /** What the drawing says, in a sentence. */
  readonly children: ReactNode;
}

export function Histogram({ of, counts, against, threshold, children }: Props) {
  const { symbol, name, meaning, formula } = QUANTITIES[of];
  const { symbol: sign } = QUANTITIES[against];
  const most = Math.max(1, ...counts);
  const at = logShare(thresholdSetting(against), threshold) * counts.length;
  return (
    <figure>
      <figcaption>
        <b>How {symbol} is spread</b>, with {sign}
        <Explain about={`how ${name} is spread`}>
          <p>{meaning}</p>
          <p>Six bars per power of ten; the line is {sign}, and what lies left of it is where it would act.</p>
          <p>
            <b>Formula:</b> {formula}
          </p>
        </Explain>
      </figcaption>
      <svg viewBox={viewBox(counts.length)} preserveAspectRatio="none" aria-hidden="true">
        <path className={styles.bars} d={stemPath(counts.map((n, i) => [i + 0.5, n > 0 ? n / most : NaN]))} />
        <path className={styles.threshold} data-threshold={against} d={`M${at} 0V100`} />
      </svg>
      <p className={styles.axis} aria-hidden="true">
        <span>{short(EDGES[0] ?? NaN)}</span>
        <span>1</span>
      </p>
      <p>{children}</p>
    </figure>
  );
}
