/** What is done with one trained policy: go on with it, take it away, check it. */
import { lazy, Suspense, useState } from 'react';
import { ownKindOf } from '../../core/environments.ts';
import type { RunRecord } from '../../store/library/run-record.ts';
import { resumeRun } from '../../store/library/shelf.ts';
import { Button } from '../Button.tsx';
import { Problem } from '../Problem.tsx';
import { useSession } from '../session-context.ts';
import { download } from './download.ts';
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

export function SeedButtons({ run, isHere }: Props) {
  const session = useSession();
  const shelf = useShelf();
  const { library } = shelf;
  const { problem, isBusy, run: attempt } = useTask();
  const [isOnnx, setOnnx] = useState(false);
  const { id, stage, checkpointUpdate } = run;
  const goOn = async (): Promise<void> => {
    if (await resumeRun(session, shelf, id)) session.showView('lab');
  };
  const saveEvents = async (): Promise<void> => {
    const { bytes, name: file } = await library.eventFile(id);
    download(bytes, file, 'application/octet-stream');
  };
  return (
    <>
      <Button
        look="small"
        icon="play"
        disabled={isBusy || isHere || checkpointUpdate === null}
        title={isHere ? 'It is open in the Lab.' : 'Its curves in the Lab, and training from its last checkpoint'}
        onClick={() => attempt(goOn)}
      >
        {stage === 'finished' ? 'Open' : 'Resume'}
      </Button>
      <Button
        look="small"
        icon="export"
        disabled={isBusy || checkpointUpdate === null}
        title={`One zip file: settings, numbers, episodes, model and checkpoint${ownKindOf(run.began.env) ? ', and your own data' : ''}`}
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
      <Problem text={problem} />
    </>
  );
}
