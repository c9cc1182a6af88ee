/** A run's policy as an ONNX model: to take away, to check against our engine, to let play anywhere. */
import { useState } from 'react';
import { onnxOf } from '../../store/library/onnx-job.ts';
import type { RunRecord } from '../../store/library/run-record.ts';
import { Button } from '../Button.tsx';
import { bytes } from '../format.ts';
import { download } from '../runs/download.ts';
import { fileName } from '../runs/run-text.ts';
import { useShelf } from '../runs/use-shelf.ts';
import { useTask } from '../runs/use-task.ts';
import { Problem } from '../Problem.tsx';
import { Sheet } from '../Sheet.tsx';
import { AgreementPart } from './AgreementPart.tsx';
import styles from './OnnxSheet.module.css';
import { PlayPart } from './PlayPart.tsx';

interface Props {
  readonly run: RunRecord;
  readonly onClose: () => void;
}

export default function RunOnnxSheet({ run, onClose }: Props) {
  const { library } = useShelf();
  const { problem, isBusy, run: attempt } = useTask();
  const [size, setSize] = useState(0);
  const save = async (): Promise<void> => {
    const onnx = await onnxOf(library, run.id);
    setSize(onnx.length);
    download(onnx, fileName(run).replace(/zip$/, 'onnx'), 'application/octet-stream');
  };
  return (
    <Sheet title={`${run.name} as ONNX`} onClose={onClose}>
      <p className={styles.lede}>
        The agent as its last checkpoint holds it (update {run.checkpointUpdate}), in the form that other programs open:
        token ids in, logits out, standard operators only. The file carries its tokenizer and says how it was trained.
      </p>
      <div className={styles.file}>
        <Button look="small" icon="export" disabled={isBusy} onClick={() => attempt(save)}>
          Save policy.onnx
        </Button>
        <output>{size > 0 && bytes(size)}</output>
      </div>
      <Problem text={problem} />
      <AgreementPart run={run} />
      <PlayPart home={run.settings} open={async () => ({ onnx: await onnxOf(library, run.id) })} />
    </Sheet>
  );
}
