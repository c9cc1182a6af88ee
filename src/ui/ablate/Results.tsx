/** One figure over the values of the knobs, each condition with its runs behind it, and the way to take it along. */
import { lazy, useMemo, useRef, useState } from 'react';
import { csvOf, linesOf, type Finished } from '../../store/study/outcome-lines.ts';
import type { Condition } from '../../train/study.ts';
import { Button } from '../Button.tsx';
import { SaveButton } from '../charts/SaveButton.tsx';
import { Explain } from '../explain/Explain.tsx';
import { download } from '../runs/download.ts';
import { Coordinates } from './Coordinates.tsx';
import { FIGURES } from './figures.ts';
import { fileName } from './file-name.ts';
import { HeatMap } from './HeatMap.tsx';
import styles from './ResultPanel.module.css';
import { ResultTable } from './ResultTable.tsx';
import { axesOf, nameOfCondition, rowsOf } from './rows.ts';
import { RunsOf } from './RunsOf.tsx';
import { SeedCurve } from './SeedCurve.tsx';
import type { Shown } from './shown.ts';

const ResultSaveMenu = lazy(() => import('./ResultSaveMenu.tsx'));

interface Props {
  readonly name: string;
  /** In their order, also those without a finished run. */
  readonly all: readonly Condition[];
  readonly finished: readonly Finished[];
}

/** All but a table have one beside them, or can be turned into one. */
const VIEWS = { curve: SeedCurve, map: HeatMap, lines: Coordinates, table: ResultTable } as const;

export function Results({ name, all, finished }: Props) {
  const rows = useMemo(() => rowsOf(all, finished), [all, finished]);
  const axes = useMemo(() => axesOf(all), [all]);
  const [figureId, setFigure] = useState(FIGURES[0]!.id);
  const [baseName, setBase] = useState(rows[0]!.condition.name);
  const [chosen, choose] = useState('');
  const [turned, turn] = useState<'table' | 'lines' | null>(null);
  const picture = useRef<HTMLDivElement>(null);
  const figure = FIGURES.find(({ id }) => id === figureId)!;
  const base = rows.find(({ condition }) => condition.name === baseName) ?? rows[0]!;
  const onChoose = (condition: string): void => choose(condition === chosen ? '' : condition);
  const shown: Shown = { rows, axes, figure, base, chosen, onChoose };
  const view = turned ?? (['table', 'curve', 'map'] as const)[axes.length] ?? 'lines';
  const View = VIEWS[view];
  const row = rows.find(({ condition }) => condition.name === chosen);
  const turner = (to: 'table' | 'lines', label: string, icon?: 'table') => (
    <Button
      look="small"
      {...(icon && { icon })}
      aria-pressed={turned === to}
      onClick={() => turn(turned === to ? null : to)}
    >
      {label}
    </Button>
  );
  return (
    <div className={styles.results}>
      <div className={styles.controls}>
        <label className={styles.field}>
          <span>Figure</span>
          <select value={figureId} onChange={(event) => setFigure(event.target.value)}>
            {FIGURES.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <Explain about={figure.name}>
          <p>{figure.meaning}</p>
          <p>
            <b>Formula:</b> {figure.formula}. The interval is Student’s, 95 %, over seeds.
          </p>
        </Explain>
        {figure.isDifference && (
          <label className={styles.field}>
            <span>Base</span>
            <select value={base.condition.name} onChange={(event) => setBase(event.target.value)}>
              {rows.map(({ condition }) => (
                <option key={condition.name} value={condition.name}>
                  {nameOfCondition(condition, axes)}
                </option>
              ))}
            </select>
          </label>
        )}
        {axes.length > 0 && turner('table', 'As a table', 'table')}
        {axes.length === 2 && turner('lines', 'As lines')}
        {view !== 'table' && (
          <SaveButton about="this figure">
            {(anchor, close) => <ResultSaveMenu {...{ anchor, name, shown, picture }} onClose={close} />}
          </SaveButton>
        )}
        <span className={styles.space} />
        <fieldset className={styles.field}>
          <legend className="visually-hidden">Every run</legend>
          <span aria-hidden="true">Every run:</span>
          <Button look="small" onClick={() => save(csvOf(finished), `${fileName(name)}.csv`, 'text/csv')}>
            CSV
          </Button>
          <Button look="small" onClick={() => save(linesOf(finished), `${fileName(name)}.jsonl`, 'application/jsonl')}>
            JSON
          </Button>
        </fieldset>
      </div>
      <div ref={picture} className={styles.picture}>
        <View {...shown} />
      </div>
      {row && <RunsOf row={row} axes={axes} onClose={() => choose('')} />}
    </div>
  );
}

const save = (text: string, name: string, type: string): void => download(new TextEncoder().encode(text), name, type);
