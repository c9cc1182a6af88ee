/** What came out: a figure over the values of the knobs, each with its runs behind it, and the way to take it along. */
import { useMemo, useState } from 'react';
import { csvOf, finishedOf, linesOf, type Finished } from '../../store/study/outcome-lines.ts';
import { conditionsOf } from '../../train/study.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import { download } from '../runs/download.ts';
import { FIGURES, type Figure } from './figures.ts';
import { HeatMap } from './HeatMap.tsx';
import type { OpenedResult } from './opened-result.ts';
import styles from './ResultPanel.module.css';
import { ResultTable } from './ResultTable.tsx';
import { axesOf, conditionsIn, nameOfCondition, rowsOf, type Axis, type Row } from './rows.ts';
import { RunsOf } from './RunsOf.tsx';
import { SeedCurve } from './SeedCurve.tsx';
import { useStudy } from './use-studio.ts';

interface Props {
  /** Shown in place of the study's own. */
  readonly opened: OpenedResult | null;
  readonly onClose: () => void;
}

/** What all ways of showing a result need to know. */
export interface Shown {
  readonly rows: readonly Row[];
  readonly axes: readonly Axis[];
  readonly figure: Figure;
  readonly base: Row;
  /** The condition whose runs are listed; "" = none. */
  readonly chosen: string;
  readonly onChoose: (condition: string) => void;
}

export function ResultPanel({ opened, onClose }: Props) {
  const kept = useStudy((state) => state.kept);
  const cells = useStudy((state) => state.cells);
  // Progress inside a run changes `kept` many times a second; its outcomes seldom.
  const over = kept?.cells.map(({ outcome }) => (outcome ? '1' : '0')).join('') ?? '';
  const own = useMemo(
    () => (kept ? { finished: finishedOf(cells, kept.cells), all: conditionsOf(kept.study) } : null),
    // oxlint-disable-next-line react/exhaustive-deps -- `over` stands for what matters of `kept`
    [kept?.id, cells, over],
  );
  const finished = opened?.finished ?? own?.finished ?? [];
  const all = opened ? conditionsIn(opened.finished) : (own?.all ?? []);
  return (
    <>
      <div className={styles.head}>
        <h2 id="results">{opened ? `Results of ${opened.name}` : 'Results'}</h2>
        {opened && (
          <Button look="small" onClick={onClose}>
            Close this file
          </Button>
        )}
      </div>
      {finished.length === 0 ? (
        <p className={styles.muted}>The first figures are here once the first run is over.</p>
      ) : (
        <Results
          key={opened?.name ?? kept?.id}
          name={opened?.name.replace(/\.\w+$/, '') ?? kept!.study.name}
          all={all}
          finished={finished}
        />
      )}
    </>
  );
}

interface ResultsProps {
  readonly name: string;
  readonly all: ReturnType<typeof conditionsIn>;
  readonly finished: readonly Finished[];
}

function Results({ name, all, finished }: ResultsProps) {
  const rows = useMemo(() => rowsOf(all, finished), [all, finished]);
  const axes = useMemo(() => axesOf(all), [all]);
  const [figureId, setFigure] = useState(FIGURES[0]!.id);
  const [baseName, setBase] = useState(rows[0]!.condition.name);
  const [chosen, choose] = useState('');
  const [asTable, setAsTable] = useState(false);
  const figure = FIGURES.find(({ id }) => id === figureId)!;
  const base = rows.find(({ condition }) => condition.name === baseName) ?? rows[0]!;
  const onChoose = (condition: string): void => choose(condition === chosen ? '' : condition);
  const shown: Shown = { rows, axes, figure, base, chosen, onChoose };
  const picture = axes.length === 1 ? 'curve' : axes.length === 2 ? 'map' : null;
  const row = rows.find(({ condition }) => condition.name === chosen);
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
        {picture && (
          <Button look="small" icon="table" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            As a table
          </Button>
        )}
        <span className={styles.space} />
        <Button look="small" onClick={() => save(csvOf(finished), `${fileName(name)}.csv`, 'text/csv')}>
          CSV
        </Button>
        <Button look="small" onClick={() => save(linesOf(finished), `${fileName(name)}.jsonl`, 'application/jsonl')}>
          JSON
        </Button>
      </div>
      {picture === 'map' && !asTable && <HeatMap {...shown} />}
      {picture === 'curve' && !asTable && <SeedCurve {...shown} />}
      {(picture === null || asTable) && <ResultTable {...shown} />}
      {row && <RunsOf row={row} axes={axes} onClose={() => choose('')} />}
    </div>
  );
}

const save = (text: string, name: string, type: string): void => download(new TextEncoder().encode(text), name, type);

const fileName = (name: string): string =>
  name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'study';
