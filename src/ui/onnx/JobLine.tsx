/** A running job of the ONNX worker, or the one sentence why it failed. */
import { Button } from '../Button.tsx';
import { Problem } from '../Problem.tsx';
import styles from './OnnxSheet.module.css';
import type { OnnxJob } from './use-onnx-job.ts';

export function JobLine({ job: { state, stop }, label }: { job: OnnxJob; label: string }) {
  if (state.kind === 'failed') return <Problem text={state.sentence} />;
  if (state.kind !== 'running') return null;
  const { done, total, note } = state.progress;
  return (
    <div className={styles.running}>
      <progress value={total > 0 && done > 0 ? done / total : undefined} aria-label={label} />
      <span>
        {note}
        {total > 0 && `, ${done} of ${total} done`}
      </span>
      <Button look="small" onClick={stop}>
        Stop
      </Button>
    </div>
  );
}
