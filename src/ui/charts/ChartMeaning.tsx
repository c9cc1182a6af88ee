/** The explanation of a live chart. */
import type { ChartSpec } from './catalogue.ts';
import { CHART_WORDS } from './chart-words.ts';

export default function ChartMeaning({ spec: { id, raw } }: { spec: ChartSpec }) {
  const { meaning, healthy, formula } = CHART_WORDS[id]!;
  return (
    <>
      <p>{meaning}</p>
      <p>
        <b>Healthy:</b> {healthy}
      </p>
      <p>
        <b>Formula:</b> {formula}
      </p>
      {raw !== undefined && <p>Thin line: each update. Thick line: smoothed over about the last ten.</p>}
    </>
  );
}
