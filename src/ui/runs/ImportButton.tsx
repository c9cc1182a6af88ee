/** Takes in a bundle from a file. */
import { useRef } from 'react';
import { TurnlabError } from '../../core/errors.ts';
import { Button } from '../Button.tsx';
import { Problem } from '../Problem.tsx';
import styles from './RunsView.module.css';
import { useShelf } from './use-shelf.ts';
import { useTask } from './use-task.ts';

/** As in train/bundle/bundle.ts, which is not loaded before it is needed. */
const MOST_BYTES = 512 * 2 ** 20;

export function ImportButton() {
  const { library } = useShelf();
  const { problem, isBusy, run } = useTask();
  const input = useRef<HTMLInputElement>(null);
  const take = (file: File): void =>
    run(async () => {
      if (file.size > MOST_BYTES)
        throw new TurnlabError('bad-file', `${file.name} is larger than any bundle of a run and was not read.`);
      const { id } = await library.imported(new Uint8Array(await file.arrayBuffer()));
      library.tick(id, true);
    });
  return (
    <>
      <Button look="small" icon="import" disabled={isBusy} onClick={() => input.current?.click()}>
        {isBusy ? 'Importing…' : 'Import'}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        accept=".zip,application/zip"
        aria-label="Bundle to import"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) take(file);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
      />
      <Problem text={problem} className={styles.problem} />
    </>
  );
}
