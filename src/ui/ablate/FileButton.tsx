/** Opens a study file, the outcomes that `turnlab sweep --json` printed (shards together), or the folder that it filled. */
import { useRef, type ChangeEvent } from 'react';
import { asTurnlabError, TurnlabError } from '../../core/errors.ts';
import type { Study } from '../../train/study.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import styles from './AskPanel.module.css';
import { isReadOfFolder, openedFrom, resultOfFolder, type OpenedResult } from './opened-result.ts';

interface Props {
  readonly isLocked: boolean;
  readonly onStudy: (study: Study) => void;
  readonly onResult: (result: OpenedResult) => void;
  readonly onProblem: (sentence: string) => void;
}

/** Outcomes of the largest study are far smaller. */
const MOST_BYTES = 64 << 20;

export function FileButton({ isLocked, onStudy, onResult, onProblem }: Props) {
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      onProblem('');
      await work();
    } catch (thrown) {
      const { message, next } = asTurnlabError(thrown);
      onProblem(`${message} ${next}`.trim());
    }
  };
  const openFiles = async (files: readonly File[]): Promise<void> => {
    const opened = openedFrom(
      await Promise.all(files.map(async (file) => ({ name: file.name, text: await textOf(file) }))),
    );
    if (opened.kind === 'result') onResult(opened);
    else if (isLocked) onProblem('A study is running. Pause it to lay out another one.');
    else onStudy(opened.study);
  };
  const openFolder = async (files: readonly File[]): Promise<void> => {
    const read = files.filter((file) => isReadOfFolder(file.webkitRelativePath));
    const texts = await Promise.all(read.map(async (file) => [file.webkitRelativePath, await textOf(file)] as const));
    onResult(resultOfFolder(new Map(texts)));
  };
  const chosen =
    (open: (files: readonly File[]) => Promise<void>) =>
    ({ target }: ChangeEvent<HTMLInputElement>): void => {
      const files = [...(target.files ?? [])];
      // The same file may be chosen again.
      target.value = '';
      if (files.length > 0) void attempt(() => open(files));
    };
  return (
    <div className={styles.files}>
      <Button look="small" onClick={() => fileInput.current?.click()}>
        Open files…
      </Button>
      <Button look="small" onClick={() => folderInput.current?.click()}>
        Open a folder…
      </Button>
      <input
        ref={fileInput}
        type="file"
        multiple
        hidden
        aria-label="Study or outcome files"
        accept=".json,.jsonl,.ndjson,.txt"
        onChange={chosen(openFiles)}
      />
      <input
        ref={(element) => {
          folderInput.current = element;
          if (element) element.webkitdirectory = true;
        }}
        type="file"
        hidden
        aria-label="Folder of a sweep"
        onChange={chosen(openFolder)}
      />
      <Explain about="files">
        <p>
          A study file (.json) is laid out here. What ran elsewhere is shown as results: the folder that{' '}
          <code>turnlab sweep --file study.json --out runs</code> filled, or the lines that it prints with{' '}
          <code>--table --json</code>, saved as a file (.jsonl). Several shards may be chosen together.
        </p>
      </Explain>
    </div>
  );
}

/** Throws TurnlabError `bad-file` for what cannot be a study or its outcomes. */
async function textOf(file: File): Promise<string> {
  if (file.size > MOST_BYTES)
    throw new TurnlabError('bad-file', `“${file.name}” is too large for a study or its outcomes.`);
  return file.text();
}
