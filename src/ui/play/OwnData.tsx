/** A person's own passages or words: from a file or pasted, checked line by line, then played like any other environment. */
import { useId, useRef, useState, type ChangeEvent } from 'react';
import type { OwnKind } from '../../core/environments.ts';
import { TurnlabError } from '../../core/errors.ts';
import { MOST_BYTES, OWN_EXAMPLES } from '../../store/play/own-examples.ts';
import { Button } from '../Button.tsx';
import disclosure from '../disclosure.module.css';
import { bytes } from '../format.ts';
import { useTask } from '../runs/use-task.ts';
import { useSession } from '../session-context.ts';
import styles from './OwnData.module.css';
import { TASK_HEADING, useTable } from './use-table.ts';

/** Longer texts are read from the file and not shown: a text box of megabytes makes the page slow. */
const MOST_EDITED = 200_000;

interface Source {
  readonly text: string;
  /** Of the file it was read from; "" = typed or pasted. */
  readonly name: string;
}

const NOTHING: Source = { text: '', name: '' };

export function OwnData() {
  const table = useTable();
  const session = useSession();
  const [kind, setKind] = useState<OwnKind>('search');
  const [source, setSource] = useState(NOTHING);
  const [told, setTold] = useState('');
  const { problem, isBusy, run } = useTask();
  const file = useRef<HTMLInputElement>(null);
  const id = useId();
  const { form, text: example } = OWN_EXAMPLES.find((one) => one.kind === kind)!;
  const isLong = source.text.length > MOST_EDITED;

  const open = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const [chosen] = target.files ?? [];
    if (chosen) run(async () => setSource({ text: await textOf(chosen), name: chosen.name }));
    // The same file can be chosen again.
    target.value = '';
  };
  /** What can be done with own data, once the page has said that it is busy: megabytes take a second or two. */
  const reader = async (): Promise<typeof import('../../store/play/own-data.ts')> => {
    setTold('');
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 0)));
    return import('../../store/play/own-data.ts');
  };
  const play = (): void =>
    run(async () => {
      const { readOwn, warningOf } = await reader();
      const env = readOwn(kind, source.text);
      const playable = table.state.playables.find(({ spec }) => spec.id === env)!;
      table.choose(playable);
      // On a phone the task is far above.
      document.getElementById(TASK_HEADING)?.focus();
      setTold(`Read: ${playable.spec.levels[0]!.title}. ${warningOf(env)}`);
    });
  const train = (): void =>
    run(async () => {
      const { readOwn, trainOn } = await reader();
      trainOn(session, readOwn(kind, source.text));
    });
  return (
    <details className={`${disclosure.disclosure} ${styles.own}`}>
      <summary>
        <h2>Your own data</h2>
        <span>Play with your own passages and questions, words or things, and train on them. Nothing is uploaded.</span>
      </summary>
      <div className={styles.body}>
        <label htmlFor={`${id}kind`}>
          What it is
          <select
            id={`${id}kind`}
            value={kind}
            onChange={({ target }) => {
              setKind(target.value as OwnKind);
              setTold('');
            }}
          >
            {OWN_EXAMPLES.map(({ kind: one, name }) => (
              <option key={one} value={one}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p id={`${id}form`} className={styles.form}>
          {form}
        </p>
        {isLong ? (
          <p className={styles.file}>
            {source.name}: {bytes(source.text.length)}, too long to be shown here.
          </p>
        ) : (
          <textarea
            aria-label="Your data"
            aria-describedby={`${id}form`}
            value={source.text}
            rows={8}
            spellCheck={false}
            placeholder="Paste it here, or open a file."
            onChange={({ target }) => setSource({ text: target.value, name: '' })}
          />
        )}
        <div className={styles.buttons}>
          <Button look="primary" icon="play" disabled={isBusy || source.text === ''} onClick={play}>
            {isBusy ? 'Reading …' : 'Read it and play'}
          </Button>
          <Button icon="right" disabled={isBusy || source.text === ''} onClick={train}>
            Train on it
          </Button>
          <Button icon="import" disabled={isBusy} onClick={() => file.current?.click()}>
            Open a file …
          </Button>
          <Button disabled={isBusy} onClick={() => setSource({ text: example, name: '' })}>
            Take the example
          </Button>
          {isLong && (
            <Button disabled={isBusy} onClick={() => setSource(NOTHING)}>
              Put it away
            </Button>
          )}
          <input
            ref={file}
            type="file"
            hidden
            aria-label="File with your data"
            accept=".jsonl,.ndjson,.json,.txt,.csv,text/plain"
            onChange={open}
          />
        </div>
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <output className={styles.told}>{told}</output>
      </div>
    </details>
  );
}

/** Throws TurnlabError `bad-file` for what is too large or no text. */
async function textOf(file: File): Promise<string> {
  if (file.size > MOST_BYTES)
    throw new TurnlabError('bad-file', `“${file.name}” has ${bytes(file.size)}; ${bytes(MOST_BYTES)} are the most.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new TurnlabError('bad-file', `“${file.name}” is not text in UTF-8.`, 'Save it as UTF-8 and open it again.');
  }
}
