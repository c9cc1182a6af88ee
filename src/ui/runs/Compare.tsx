/** Ticked runs over each other: in what they differ first, then their curves with one shared line to read them at. */
import { useMemo, useState } from 'react';
import { comparable, experimentsOf, lineOf } from '../../store/library/compare.ts';
import { CURVES, PROGRESS, type CurveName, type Progress } from '../../store/library/curves.ts';
import { groupIdOf, type RunRecord } from '../../store/library/run-record.ts';
import { CHARTS, type ChartSpec } from '../charts/catalogue.ts';
import { Probe } from '../charts/probe.ts';
import { Explain } from '../explain/Explain.tsx';
import { PanelBoundary } from '../PanelBoundary.tsx';
import panels from '../panels.module.css';
import { Range } from '../Range.tsx';
import styles from './Compare.module.css';
import { DifferenceTable } from './DifferenceTable.tsx';
import { strandOf, X_NAME } from './overlay.ts';
import { OverlayChart } from './OverlayChart.tsx';
import view from './RunsView.module.css';
import { TwinPanel } from './TwinPanel.tsx';
import { useCurves } from './use-curves.ts';
import { useLibrary } from './use-shelf.ts';

/** Where the lab explains the same quantity. */
const CHART_OF: Readonly<Record<CurveName, string>> = {
  heldOut: 'held-out',
  success: 'success',
  length: 'turns',
  tokens: 'tokens',
  entropy: 'entropy',
};

/** Shares keep their whole scale; of the rest, the part where the runs differ is shown. */
function specOf(name: CurveName): ChartSpec {
  const spec = CHARTS.find(({ id }) => id === CHART_OF[name])!;
  return spec.range[1] === 1 ? spec : { ...spec, range: [null, null] };
}
const SPECS = new Map(CURVES.map((name) => [name, specOf(name)]));

export function Compare() {
  const runs = useLibrary((state) => state.runs);
  const ticked = useLibrary((state) => state.ticked);
  const [progress, setProgress] = useState<Progress>('updates');
  const [past, setPast] = useState(0.8);
  const probe = useMemo(() => new Probe(), []);
  const chosen = useMemo(() => comparable(runs.filter((run) => ticked.includes(groupIdOf(run)))), [runs, ticked]);
  const curves = useCurves(chosen);
  const experiments = useMemo(() => experimentsOf(chosen), [chosen]);
  const twins = useMemo(() => twinsOf(chosen), [chosen]);
  const charts = useMemo(
    () =>
      CURVES.map((name) => ({
        name,
        spec: SPECS.get(name)!,
        strands: experiments.flatMap((experiment) => {
          const found = experiment.runs.map(({ id }) => curves.get(id)).filter((one) => one !== undefined);
          if (found.length < experiment.runs.length) return [];
          // A point of held-out success is a measurement with an interval: it is never smoothed.
          return [strandOf(experiment, lineOf(found, name, progress), name === 'heldOut' ? 0 : past)];
        }),
      })),
    [experiments, curves, progress, past],
  );
  return (
    <section className={panels.panel} aria-labelledby="compare">
      <div className={panels.head}>
        <h2 id="compare">Compare</h2>
        <p className={panels.state}>{chosen.length > 0 && countText(chosen.length, experiments.length)}</p>
      </div>
      {chosen.length === 0 ? (
        <p className={view.empty}>
          Tick runs in the list to lay their curves over each other. Runs that differ in nothing but the seed become one
          line: their mean, with a band from the lowest to the highest.
        </p>
      ) : (
        <>
          <DifferenceTable experiments={experiments} />
          <div className={styles.controls}>
            <label>
              <span>By</span>
              <select
                value={progress}
                onChange={(event) => {
                  probe.set(null);
                  setProgress(event.target.value as Progress);
                }}
              >
                {PROGRESS.map((one) => (
                  <option key={one} value={one}>
                    {X_NAME[one]}
                  </option>
                ))}
              </select>
            </label>
            <Explain about="the horizontal axis">
              <p>All are counted from the end of the warm start.</p>
              <p>
                <b>Environment turns:</b> actions taken in training episodes. <b>Generated tokens:</b> everything the
                agent wrote in them, tries that were thrown away included. <b>Seconds of training:</b> time spent on
                updates, without evaluations and pauses.
              </p>
            </Explain>
            <label className={styles.smoothing}>
              <span>Smoothing</span>
              <Range min={0} max={0.98} step={0.02} value={past} onMove={setPast} aria-valuetext={past.toFixed(2)} />
              <output>{past.toFixed(2)}</output>
            </label>
            <Explain about="smoothing">
              <p>
                Each point is averaged with those before it; the thin line is the curve as it was measured. Held-out
                success is never smoothed.
              </p>
              <p>
                <b>Formula:</b> debiased exponential moving average, (1 − β) Σ βᵏ xₜ₋ₖ ÷ (1 − βᵗ), β = {past.toFixed(2)}
              </p>
            </Explain>
          </div>
          <div className={styles.charts}>
            {charts.map((one) => (
              <PanelBoundary key={one.name} name={one.spec.title}>
                <OverlayChart {...one} progress={progress} probe={probe} />
              </PanelBoundary>
            ))}
          </div>
          {twins && (
            <PanelBoundary name="Where they part">
              <TwinPanel left={twins[0]} right={twins[1]} />
            </PanelBoundary>
          )}
        </>
      )}
    </section>
  );
}

/** Of two that are ticked, the first runs that share a seed, the older one first; null when there are none. */
function twinsOf(chosen: readonly RunRecord[]): readonly [RunRecord, RunRecord] | null {
  const groups = [...new Set(chosen.map(groupIdOf))];
  if (groups.length !== 2) return null;
  const [right, left] = groups.map((id) => chosen.filter((run) => groupIdOf(run) === id).toReversed());
  for (const one of left!) {
    const other = right!.find(({ seed }) => seed === one.seed);
    if (other) return [one, other];
  }
  return null;
}

const countText = (runs: number, lines: number): string =>
  `${runs} ${runs === 1 ? 'run' : 'runs'}${lines < runs ? ` in ${lines} ${lines === 1 ? 'line' : 'lines'}` : ''}`;
