/** Over all recorded turns: the hump of M and where cuts fall, how Γ is spread around η, and what Γ and cuts find. */
import { memo, useMemo } from 'react';
import type { ResampleRule } from '../../rollout/resample.ts';
import { fixed, percent, short } from '../format.ts';
import { Explain } from '../explain/Explain.tsx';
import styles from './Distributions.module.css';
import {
  areaOf,
  cutsByPosition,
  gammaCounts,
  meanByPosition,
  POSITIONS,
  qualityOf,
  type Wasted,
} from './distributions.ts';
import { CutDetector } from './CutDetector.tsx';
import { DetectorTable } from './DetectorTable.tsx';
import { Histogram } from './Histogram.tsx';
import { linePath, stemPath, viewBox } from './plot-scale.ts';
import type { JudgedTurns } from './use-what-if.ts';
import type { Prepared } from './what-if.ts';

interface Props {
  readonly judged: JudgedTurns;
  readonly rule: ResampleRule;
}

export const Distributions = memo(function Distributions({ judged: { prepared, found }, rule }: Props) {
  const hump = useMemo(() => meanByPosition(prepared), [prepared]);
  const gammas = useMemo(() => gammaCounts(prepared), [prepared]);
  const cuts = useMemo(() => cutsByPosition(found.cutAfter), [found]);
  const mostCuts = Math.max(1, ...cuts);
  const top = hump.reduce((best, mean, k) => (mean > (hump[best] ?? -1) ? k : best), 0);
  const bars = (counts: ArrayLike<number>, most: number): string =>
    stemPath(Array.from(counts, (n, i) => [i + 0.5, n > 0 ? n / most : NaN]));
  return (
    <div className={styles.three}>
      <figure>
        <figcaption>
          <b>M by place in the thought</b>, and where ε would cut
          <Explain about="M by place in the thought">
            <p>
              The line is the mean M of the first, second, … think token over all recorded first tries, on a scale from
              0 to 1. The bars count the thoughts that ε would cut after that token; the highest is {mostCuts}.
            </p>
            <p>
              <b>Formula:</b> mean of Mₜ over all thoughts that have a t-th token.
            </p>
          </Explain>
        </figcaption>
        <svg viewBox={viewBox(POSITIONS)} preserveAspectRatio="none" aria-hidden="true">
          <path className={styles.bars} d={bars(cuts, mostCuts)} />
          <path className={styles.line} d={linePath(hump)} />
        </svg>
        <p className={styles.axis} aria-hidden="true">
          <span>1st think token</span>
          <span>{POSITIONS}th</span>
        </p>
        <p>
          On average M is highest at think token {top + 1} ({fixed(hump[top] ?? NaN, 2)}).
        </p>
      </figure>
      <Histogram of="gamma" counts={gammas} against="eta" threshold={rule.eta}>
        {percent(found.resamples / prepared.judged)} of the recorded first tries lie below η = {short(rule.eta)}.
      </Histogram>
      <Detector {...{ prepared, rule }} />
      <CutDetector {...{ prepared, found }} />
    </div>
  );
});

const ROWS: readonly (readonly [Wasted, string])[] = [
  ['ineffective', 'changes nothing'],
  ['repeated', 'repeats the last action'],
];

interface DetectorProps {
  readonly prepared: Prepared;
  readonly rule: ResampleRule;
}

/** Does not move with ε. */
const Detector = memo(function Detector({ prepared, rule }: DetectorProps) {
  const areas = useMemo(
    () => ({ ineffective: areaOf(prepared, 'ineffective'), repeated: areaOf(prepared, 'repeated') }),
    [prepared],
  );
  return (
    <div className={styles.detector}>
      <p className={styles.caption}>
        <b>Does a small Γ find wasted turns?</b>
        <Explain about="the detector">
          <p>
            Judged by what the world says exactly about every recorded first try, thrown away or not. AUC does not
            depend on η: 0.5 means that Γ says nothing, 1 that it always tells. Precision has to beat the share of
            wasted turns.
          </p>
          <p>
            <b>Formulas:</b> share = wasted / all; precision = wasted and Γ &lt; η / all with Γ &lt; η; recall = wasted
            and Γ &lt; η / all wasted; AUC = chance that a wasted turn has the smaller Γ of two, ties counted half.
          </p>
        </Explain>
      </p>
      <DetectorTable
        of="the turn …"
        rows={ROWS.map(([kind, name]) => {
          const { base: share, precision, recall } = qualityOf(prepared, kind, rule);
          return { name, share, area: areas[kind], precision, recall };
        })}
      />
    </div>
  );
});
