/**
 * One quantity of several runs, with what uPlot lacks: words, a keyboard probe shared with the other charts, an
 * explanation, and the values at the line beside the names.
 */
import { lazy, Suspense, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { CurveName, Progress } from '../../store/library/curves.ts';
import { Button } from '../Button.tsx';
import type { ChartSpec } from '../charts/catalogue.ts';
import { CHART_WORDS } from '../charts/chart-words.ts';
import chart from '../charts/LiveChart.module.css';
import type { Probe } from '../charts/probe.ts';
import { SaveButton } from '../charts/SaveButton.tsx';
import { Explain } from '../explain/Explain.tsx';
import { onThemeChange } from '../theme.ts';
import styles from './OverlayChart.module.css';
import { indexAt, readingOf, strandName, unionOf, X_NAME, xText, type Strand } from './overlay.ts';
import type { OverlayPlot } from './overlay-plot.ts';
import { Swatch } from './Swatch.tsx';

const OverlayTable = lazy(() => import('./OverlayTable.tsx'));
const OverlaySaveMenu = lazy(() => import('./OverlaySaveMenu.tsx'));

interface Props {
  readonly name: CurveName;
  readonly spec: ChartSpec;
  readonly strands: readonly Strand[];
  readonly progress: Progress;
  readonly probe: Probe;
}

export function OverlayChart({ name, spec, strands, progress, probe }: Props) {
  const titleId = useId();
  const words = CHART_WORDS[spec.id]!;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<OverlayPlot | null>(null);
  const newest = useRef(strands);
  const [showTable, setShowTable] = useState(false);
  const xs = useMemo(() => unionOf(strands), [strands]);
  const x = useSyncExternalStore(
    (listener) => probe.subscribe(listener),
    () => probe.x,
  );

  useEffect(() => {
    newest.current = strands;
    plot.current?.draw(strands);
  }, [strands]);

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    let isGone = false;
    const load = async (): Promise<void> => {
      const { OverlayPlot } = await import('./overlay-plot.ts');
      if (isGone) return;
      const { range, print } = spec;
      plot.current = new OverlayPlot(element, { range, print, onPoint: (at) => probe.set(at) }, newest.current);
    };
    void load();
    const sized = new ResizeObserver(() => plot.current?.resize(element.clientWidth, element.clientHeight));
    sized.observe(element);
    const stops = [onThemeChange(() => plot.current?.recolour()), probe.subscribe(() => plot.current?.follow(probe.x))];
    return () => {
      isGone = true;
      for (const stop of stops) stop();
      sized.disconnect();
      plot.current?.dispose();
      plot.current = null;
    };
  }, [spec, probe]);

  const last = xs.length - 1;
  const at = x === null ? last : nearest(xs, x);
  const where = xs[at] === undefined ? 'no data yet' : xText(xs[at], progress);
  const values = strands.map((strand) => `${strandName(strand)}: ${readingOf(strand, x, spec.print)}`);
  return (
    <figure className={chart.chart} aria-labelledby={titleId} data-large={name === 'heldOut'}>
      <figcaption className={chart.caption}>
        <h3 id={titleId} className={chart.title}>
          {spec.title}
        </h3>
        <Explain about={`${spec.title}, compared`}>
          <p>{words.meaning}</p>
          <p>
            <b>Band:</b> of one run, how sure one can be of each point (95 % interval, held-out tasks only); of several
            seeds, from the lowest to the highest of them around their mean.
          </p>
          <p>
            <b>Formula:</b> {words.formula}
          </p>
        </Explain>
        <SaveButton about={`${spec.title}, compared`}>
          {(anchor, close) => <OverlaySaveMenu {...{ anchor, spec, strands, progress }} onClose={close} />}
        </SaveButton>
        <Button
          look="bare"
          icon="table"
          className={chart.tool}
          aria-label={`View ${spec.title}, compared, as a table`}
          title="View as table"
          onClick={() => setShowTable(true)}
        />
        <div className={chart.numbers}>
          <p className={chart.unit}>
            {spec.unit}, by {X_NAME[progress]}
          </p>
        </div>
      </figcaption>
      <div className={chart.plot}>
        <input
          className={chart.probe}
          type="range"
          min={0}
          max={Math.max(0, last)}
          value={Math.max(0, at)}
          aria-label={`${spec.title}, compared: read values`}
          aria-valuetext={[where, ...values].join('; ')}
          onChange={(event) => probe.set(xs[event.target.valueAsNumber] ?? null)}
          onBlur={() => probe.set(null)}
        />
        <div ref={host} className={chart.canvas} aria-hidden="true" data-empty={xs.length === 0} />
        {xs.length === 0 && <p className={chart.empty}>Nothing was measured yet.</p>}
      </div>
      <ul className={styles.reading} aria-hidden="true">
        {strands.map((strand) => (
          <li key={strand.experiment.lead.id} data-before={x !== null && indexAt(strand, x) < 0}>
            <Swatch look={strand.experiment.lead} />
            <span>{strandName(strand)}</span>
            <b>{readingOf(strand, x, spec.print)}</b>
          </li>
        ))}
      </ul>
      {showTable && (
        <Suspense>
          <OverlayTable spec={spec} strands={strands} progress={progress} onClose={() => setShowTable(false)} />
        </Suspense>
      )}
    </figure>
  );
}

/** Index of the x nearest to `x`; xs ascends. */
function nearest(xs: readonly number[], x: number): number {
  let best = 0;
  for (let i = 1; i < xs.length; i++) if (Math.abs(xs[i]! - x) < Math.abs(xs[best]! - x)) best = i;
  return best;
}
