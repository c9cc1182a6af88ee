/** Opens a study file, or the outcomes that `turnlab sweep --json` printed; several shards at once make one result. */
import { useRef } from 'react';
import { asTurnlabError } from '../../core/errors.ts';
import type { Study } from '../../train/study.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import styles from './AskPanel.module.css';
import { openedFrom, type OpenedResult } from './opened-result.ts';

interface Props {
  readonly isLocked: boolean;
  readonly onStudy: (study: Study) => void;
  readonly onResult: (result: OpenedResult) => void;
  readonly onProblem: (sentence: string) => void;
}

/** Outcomes of the largest study are far smaller. */
const MOST_BYTES = 64 << 20;

export function FileButton({ isLocked, onStudy, onResult, onProblem }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const read = async (files: readonly File[]): Promise<void> => {
    try {
      if (files.length === 0) return;
      const large = files.find(({ size }) => size > MOST_BYTES);
      if (large) return onProblem(`“${large.name}” is too large for a study or its outcomes.`);
      const opened = openedFrom(
        await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() }))),
      );
      onProblem('');
      if (opened.kind === 'result') onResult(opened);
      else if (isLocked) onProblem('A study is running. Pause it to lay out another one.');
      else onStudy(opened.study);
    } catch (thrown) {
      const { message, next } = asTurnlabError(thrown);
      onProblem(`${message} ${next}`.trim());
    }
  };
  return (
    <div className={styles.files}>
      <Button look="small" onClick={() => input.current?.click()}>
        Open a file…
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".json,.jsonl,.ndjson,.txt"
        onChange={(event) => {
          void read([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      <Explain about="files">
        <p>
          A study file (.json) is laid out here. The outcomes of one that ran elsewhere (.jsonl) are shown as results;
          several shards may be chosen together.
        </p>
        <p>
          Elsewhere: <code>turnlab sweep --file study.json --out runs</code>, then{' '}
          <code>turnlab sweep --file study.json --out runs --table --json &gt; outcomes.jsonl</code>
        </p>
      </Explain>
    </div>
  );
}
