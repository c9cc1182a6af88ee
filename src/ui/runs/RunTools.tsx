/** What can be done with a run: go on, vary, rename, note, take away, delete. */
import { lazy, Suspense, useState } from 'react';
import type { RunRecord } from '../../store/library/run-record.ts';
import { resumeRun } from '../../store/library/shelf.ts';
import { PRESETS, settingOf } from '../../core/settings.ts';
import { Button } from '../Button.tsx';
import { Problem } from '../Problem.tsx';
import { useSession } from '../session-context.ts';
import { download } from './download.ts';
import styles from './RunTools.module.css';
import { fileName } from './run-text.ts';
import { useShelf } from './use-shelf.ts';
import { useTask } from './use-task.ts';
import { Verify } from './Verify.tsx';

const RunOnnxSheet = lazy(() => import('../onnx/RunOnnxSheet.tsx'));

interface Props {
  readonly run: RunRecord;
  /** It is the one that is open on this page. */
  readonly isHere: boolean;
}

export function RunTools({ run, isHere }: Props) {
  const session = useSession();
  const shelf = useShelf();
  const { library, recorder } = shelf;
  const { problem, isBusy, run: attempt } = useTask();
  const [isDeleting, setDeleting] = useState(false);
  const [isOnnx, setOnnx] = useState(false);
  const { id, name, notes, stage, checkpointUpdate } = run;
  const goOn = async (): Promise<void> => {
    if (await resumeRun(session, shelf, id)) session.showView('lab');
  };
  const saveEvents = async (): Promise<void> => {
    const { bytes, name: file } = await library.eventFile(id);
    download(bytes, file, 'application/octet-stream');
  };
  const clone = (): void => {
    recorder.clonedFrom(run);
    session.replaceDraft(run.preset, run.began, session.state.backend);
    session.showView('lab');
  };
  return (
    <div className={styles.tools}>
      <Facts run={run} />
      <Name key={name} run={run} />
      <label className={styles.notes}>
        <span>Notes</span>
        <textarea
          defaultValue={notes}
          rows={2}
          onBlur={(event) => attempt(() => library.edit(id, { notes: event.target.value }))}
        />
      </label>
      <div className={styles.buttons}>
        <Button
          look="small"
          icon="play"
          disabled={isBusy || isHere || checkpointUpdate === null}
          title={isHere ? 'It is open in the Lab.' : 'Its curves in the Lab, and training from its last checkpoint'}
          onClick={() => attempt(goOn)}
        >
          {stage === 'finished' ? 'Open' : 'Resume'}
        </Button>
        <Button look="small" icon="copy" title="Its settings in the Lab, for a new run" onClick={clone}>
          Clone settings
        </Button>
        <Button
          look="small"
          icon="export"
          disabled={isBusy || checkpointUpdate === null}
          title="One zip file: settings, numbers, episodes, model and checkpoint"
          onClick={() => attempt(async () => download(await library.exported(id), fileName(run)))}
        >
          Export
        </Button>
        <Button
          look="small"
          icon="export"
          disabled={checkpointUpdate === null}
          title="The agent as policy.onnx: save it, check it, let it play"
          aria-haspopup="dialog"
          onClick={() => setOnnx(true)}
        >
          ONNX
        </Button>
        <Button
          look="small"
          icon="export"
          disabled={isBusy}
          title="Its curves as an event file; TensorBoard wants a folder for each run"
          onClick={() => attempt(saveEvents)}
        >
          TensorBoard
        </Button>
        {isOnnx && (
          <Suspense>
            <RunOnnxSheet run={run} onClose={() => setOnnx(false)} />
          </Suspense>
        )}
        {!isHere && <Verify run={run} />}
        {isDeleting ? (
          <span className={styles.confirm}>
            For good?
            <Button look="small" className={styles.danger} onClick={() => attempt(() => library.remove(id))}>
              Delete {name}
            </Button>
            <Button look="small" onClick={() => setDeleting(false)}>
              Keep
            </Button>
          </span>
        ) : (
          <Button look="small" icon="trash" disabled={isHere} onClick={() => setDeleting(true)}>
            Delete
          </Button>
        )}
      </div>
      <Problem text={problem} />
    </div>
  );
}

function Name({ run: { id, name } }: { run: RunRecord }) {
  const { library } = useShelf();
  const { problem, run: attempt } = useTask();
  const rename = (text: string): void => {
    if (text !== name) attempt(() => library.edit(id, { name: text }));
  };
  return (
    <label className={styles.field}>
      <span>Name</span>
      <input
        defaultValue={name}
        maxLength={60}
        autoComplete="off"
        aria-invalid={problem !== ''}
        title={problem || 'Press Enter to rename'}
        onBlur={(event) => rename(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </label>
  );
}

function Facts({ run: { began, preset, backend, changes, turnlab } }: { run: RunRecord }) {
  const moved = changes.flatMap(({ update, changes: own }) =>
    Object.entries(own).map(([key, value]) => `update ${update}: ${settingOf(key)?.label ?? key} → ${value}`),
  );
  const environment = settingOf('env');
  const options = environment?.kind === 'choice' ? environment.options : [];
  return (
    <p className={styles.facts}>
      {options.find(({ value }) => value === began.env)?.label ?? began.env} level {began.level} · seed {began.seed} ·{' '}
      {PRESETS.find(({ id }) => id === preset)?.title ?? preset} · {backend || 'not opened'} · turnlab {turnlab}
      {moved.length > 0 && <> · changed while training: {moved.join(', ')}</>}
    </p>
  );
}
