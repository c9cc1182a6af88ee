/** How well cuts find the tokens after the decision, over all recorded first tries; follows ε as it is dragged. */
import { memo, useMemo } from 'react';
import { qualityOf } from '../../rollout/cut-quality.ts';
import { Explain } from '../explain/Explain.tsx';
import { count, percent } from '../format.ts';
import { DetectorTable } from './DetectorTable.tsx';
import styles from './Distributions.module.css';
import { idleAreaOf } from './distributions.ts';
import { QUANTITIES } from './quantities.ts';
import type { JudgedTurns } from './use-what-if.ts';

export const CutDetector = memo(function CutDetector({ prepared, found: { tally } }: JudgedTurns) {
  const area = useMemo(() => idleAreaOf(prepared), [prepared]);
  const { precision, recall, unlabelled } = qualityOf(tally);
  return (
    <div className={styles.detector}>
      <p className={styles.caption}>
        <b>Do cuts find idle thinking?</b>
        <Explain about="how well cuts find idle thinking">
          <p>{QUANTITIES.decision.meaning}</p>
          <p>
            <b>Decision:</b> {QUANTITIES.decision.formula}
          </p>
          <p>
            <b>Formulas:</b> share = think tokens after the decision / all think tokens; precision = think tokens behind
            the cuts and after the decision / think tokens behind the cuts; recall = think tokens behind the cuts and
            after the decision / think tokens after the decision; AUC = chance that of two think tokens, one after the
            decision and one not, the one after it has the smaller mean Δ, ties counted half. AUC does not depend on ε.
          </p>
          <p>
            Of a thought that was cut when it was played, one token more than was written counts: the one that the
            closing tag stands for. It was idle if the action had been named by then; if not, the cut came too early.
          </p>
        </Explain>
      </p>
      <DetectorTable
        of="the token …"
        rows={[{ name: 'comes after the decision', share: tally.idle / prepared.thinkTokens, area, precision, recall }]}
      />
      <p>
        {count(tally.unlabelled)} of {count(tally.labelled + tally.unlabelled)} thoughts ({percent(unlabelled)}) never
        name the action that is taken and have no label.
      </p>
    </div>
  );
});
