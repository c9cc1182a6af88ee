/** Has a run's policy.onnx opened again by onnxruntime-web, and says how far its logits are from those of our engine. */
import { agrees, MOST_DIFFERENCE, type Agreement } from '../../model/onnx/agreement.ts';
import { comparisonOf } from '../../store/library/onnx-job.ts';
import type { RunRecord } from '../../store/library/run-record.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import { count, percent, short } from '../format.ts';
import { useShelf } from '../runs/use-shelf.ts';
import { JobLine } from './JobLine.tsx';
import styles from './OnnxSheet.module.css';
import { useOnnxJob } from './use-onnx-job.ts';

export function AgreementPart({ run }: { run: RunRecord }) {
  const { library } = useShelf();
  const job = useOnnxJob();
  const { state } = job;
  return (
    <section className={styles.part} aria-label="Agreement with our engine">
      <div className={styles.head}>
        <h3>Is it the same policy?</h3>
        <Explain about="the agreement of logits">
          <p>
            onnxruntime-web, a program that knows nothing of turnlab, opens the file and reads what the run’s recorded
            episodes saw and said (of an agent that sees pictures, which records leave out: the first prompts of
            held-out tasks, with theirs). Its logits, the scores that the next token is drawn by, are held against those
            that our own engine computes on the CPU.
          </p>
          <p>
            <b>Formula:</b> max |theirs − ours| over every token of the vocabulary after every token of those turns
          </p>
          <p>
            <b>Healthy:</b> at most {MOST_DIFFERENCE.toExponential(0)}. The two add up in another order, in 32 bits, so
            they are never quite equal; anything larger would be another computation.
          </p>
        </Explain>
      </div>
      {state.kind !== 'running' && (
        <Button look="small" icon="check" onClick={() => job.start(() => comparisonOf(library, run.id))}>
          Compare with our engine
        </Button>
      )}
      <JobLine job={job} label="Comparing logits" />
      <output className={styles.verdict} data-tone={toneOf(job.state)}>
        {state.kind === 'done' && state.answer.kind === 'compared' && textOf(state.answer.agreement)}
      </output>
    </section>
  );
}

function toneOf(state: ReturnType<typeof useOnnxJob>['state']): string {
  const isGood = state.kind === 'done' && state.answer.kind === 'compared' && agrees(state.answer.agreement);
  return isGood ? 'good' : 'bad';
}

/** What came out, with what it means. */
export function textOf(agreement: Agreement): string {
  const { sequences, positions, maxDifference, largest, sameChoice } = agreement;
  const what = `Largest difference of a logit: ${short(maxDifference)}, where logits reach ${short(largest)} (${count(positions)} tokens of ${count(sequences)} turns).`;
  return agrees(agreement)
    ? `${what} That is rounding: both compute the same policy, and find the same token likeliest in ${percent(sameChoice)} of the places.`
    : `${what} That is more than rounding: the file does not compute what the run has learned. Please report this.`;
}
