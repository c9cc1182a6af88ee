/**
 * A chart with everything uPlot lacks: words, a keyboard probe, an explanation, a table, and drawing only when seen.
 * Data never passes through React here; only "has data or not" does.
 */
import { lazy, Suspense, useCallback, useEffect, useId, useRef, useState } from 'react';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import { useSession } from '../session-context.ts';
import { onThemeChange } from '../theme.ts';
import type { ChartSpec } from './catalogue.ts';
import { nearestRow } from './chart-data.ts';
import styles from './LiveChart.module.css';
import { forgetFrame, onNextFrame } from './frame.ts';
import { updateProbe, warmProbe } from './probe.ts';
import { SaveButton } from './SaveButton.tsx';
import { SeedLegend } from './SeedLegend.tsx';
import { probeText, summaryText, valueText, xName } from './summary.ts';
import type { LivePlot } from './plot.ts';

const ChartMeaning = lazy(() => import('./ChartMeaning.tsx'));
const ChartTable = lazy(() => import('./ChartTable.tsx'));
const LiveSaveMenu = lazy(() => import('./export/LiveSaveMenu.tsx'));

export function LiveChart({ spec, large = false }: { spec: ChartSpec; large?: boolean }) {
  const titleId = useId();
  const session = useSession();
  const { history } = session;
  const table = history.tables[spec.table];
  const probe = spec.table === 'warm' ? warmProbe : updateProbe;
  const host = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const value = useRef<HTMLParagraphElement>(null);
  const summary = useRef<HTMLParagraphElement>(null);
  const [hasData, setHasData] = useState(table.length > 0);
  const [showTable, setShowTable] = useState(false);

  /** The numbers in words; cheap enough for every frame. */
  const say = useCallback(() => {
    const row = probe.x === null ? table.length - 1 : nearestRow(table, probe.x);
    const shown = probe.x === null ? valueText : probeText;
    if (value.current) value.current.textContent = row < 0 ? '' : shown(spec, table, row);
    if (summary.current) summary.current.textContent = summaryText(spec, table);
    const control = slider.current;
    if (!control) return;
    control.max = String(Math.max(0, table.length - 1));
    control.value = String(Math.max(0, row));
    control.setAttribute('aria-valuetext', probeText(spec, table, row));
  }, [spec, table, probe]);

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    let plot: LivePlot | undefined;
    let isSeen = false;
    let isGone = false;
    const draw = (): void => {
      setHasData(table.length > 0);
      say();
      if (isSeen) plot?.draw();
    };
    const point = (): void => {
      say();
      plot?.follow(probe.x);
    };
    const ask = (): void => onNextFrame(draw);
    const seen = new IntersectionObserver(
      (entries) => {
        isSeen = entries.some((entry) => entry.isIntersecting);
        if (isSeen) ask();
      },
      { rootMargin: '200px' },
    );
    const sized = new ResizeObserver(() => plot?.resize(element.clientWidth, element.clientHeight));
    const load = async (): Promise<void> => {
      const { LivePlot } = await import('./plot.ts');
      if (isGone) return;
      const settings = () => session.state.opened ?? session.state.draft;
      plot = new LivePlot(element, { spec, history, settings, onPoint: (x) => probe.set(x) }, large);
      ask();
    };
    void load();
    seen.observe(element);
    sized.observe(element);
    const stops = [history.subscribe(ask), probe.subscribe(point), onThemeChange(() => plot?.recolour())];
    say();
    return () => {
      isGone = true;
      for (const stop of stops) stop();
      seen.disconnect();
      sized.disconnect();
      forgetFrame(draw);
      plot?.dispose();
    };
  }, [spec, large, session, history, table, probe, say]);

  return (
    <figure className={styles.chart} data-large={large} aria-labelledby={titleId}>
      <figcaption className={styles.caption}>
        <h3 id={titleId} className={styles.title}>
          {spec.title}
        </h3>
        <Explain about={spec.title}>
          <ChartMeaning spec={spec} />
        </Explain>
        <SaveButton about={spec.title}>
          {(anchor, close) => <LiveSaveMenu anchor={anchor} spec={spec} onClose={close} />}
        </SaveButton>
        <Button
          look="bare"
          icon="table"
          className={styles.tool}
          aria-label={`View ${spec.title} as a table`}
          title="View as table"
          onClick={() => setShowTable(true)}
        />
        <div className={styles.numbers}>
          <p className={styles.unit}>
            {spec.unit}
            {large && `, by ${xName(spec)}`}
          </p>
          <p ref={value} className={styles.value} aria-hidden="true" />
        </div>
      </figcaption>
      <p ref={summary} className="visually-hidden" />
      <SeedLegend spec={spec} isSeen={large} />
      <div className={styles.plot}>
        {/* A real range input, drawn as the chart: arrows, Home and End come with it. Its value is the row. */}
        <input
          ref={slider}
          className={styles.probe}
          type="range"
          min={0}
          max={0}
          defaultValue={0}
          aria-label={`${spec.title}: read values`}
          onInput={(event) => probe.set(table.length > 0 ? table.at(event.currentTarget.valueAsNumber, 0) : null)}
          onBlur={() => probe.set(null)}
        />
        <div ref={host} className={styles.canvas} aria-hidden="true" data-empty={!hasData} />
        {!hasData && (
          <p className={styles.empty} aria-hidden="true">
            {spec.empty}
          </p>
        )}
      </div>
      {showTable && (
        <Suspense>
          <ChartTable spec={spec} history={history} onClose={() => setShowTable(false)} />
        </Suspense>
      )}
    </figure>
  );
}
