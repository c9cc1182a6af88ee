/** What came out: of the study, as far as it is, or of a file that was opened. */
import { useMemo } from 'react';
import { finishedOf } from '../../store/study/outcome-lines.ts';
import { conditionsOf } from '../../train/study.ts';
import { Button } from '../Button.tsx';
import type { OpenedResult } from './opened-result.ts';
import styles from './ResultPanel.module.css';
import { Results } from './Results.tsx';
import { conditionsIn } from './rows.ts';
import { useStudy } from './use-studio.ts';

interface Props {
  /** Shown in place of the study's own. */
  readonly opened: OpenedResult | null;
  readonly onClose: () => void;
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
