/** The study at hand: what it will cost, start, pause and stop, and how far every run has come. */
import { isOver } from '../../store/study/kept-study.ts';
import { ASSUMED, costOf, paceOf, paceOfRun, type Pace } from '../../store/study/study-cost.ts';
import type { LabState } from '../../store/state.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import { count } from '../format.ts';
import panels from '../panels.module.css';
import { Problem } from '../Problem.tsx';
import { download } from '../runs/download.ts';
import { useLab, useSession } from '../session-context.ts';
import { CellList } from './CellList.tsx';
import { duration } from './duration.ts';
import styles from './RunPanel.module.css';
import { useStudio, useStudy } from './use-studio.ts';

export function RunPanel() {
  const kept = useStudy((state) => state.kept)!;
  const problem = useStudy((state) => state.problem);
  const over = kept.cells.filter(isOver).length;
  const isFinished = over === kept.cells.length;
  const isFresh = kept.cells.every(({ phase }) => phase === 'waiting');
  return (
    <div className={styles.panel}>
      <div className={`${panels.head} ${styles.head}`}>
        <h2 id="study">{kept.study.name}</h2>
        <output className={panels.state}>
          {over} of {kept.cells.length} runs are over
        </output>
        <Button
          look="small"
          onClick={() =>
            download(
              new TextEncoder().encode(`${JSON.stringify(kept.study, null, 2)}\n`),
              'study.json',
              'application/json',
            )
          }
        >
          Study file
        </Button>
      </div>
      <progress className={styles.bar} value={over} max={kept.cells.length} aria-label="Runs that are over" />
      {!isFinished && <Cost />}
      {!isFinished && <Controls isFresh={isFresh} />}
      {problem && <Problem text={`${problem.sentence} ${problem.next}`} />}
      <CellList />
    </div>
  );
}

function Controls({ isFresh }: { isFresh: boolean }) {
  const session = useSession();
  const runner = useStudio();
  const run = useStudy((state) => state.run);
  const backend = useLab((state) => state.backend);
  return (
    <div className={styles.controls}>
      {run === 'running' ? (
        <Button look="primary" icon="pause" onClick={() => runner.pause()}>
          Pause study
        </Button>
      ) : (
        <Button look="primary" icon="play" onClick={() => void runner.start(backend)}>
          {isFresh ? 'Start study' : 'Continue study'}
        </Button>
      )}
      <Button
        disabled={run === 'idle'}
        onClick={() => void runner.stop()}
        title="Gives the device free; the run that is cut goes on from its last checkpoint."
      >
        Stop
      </Button>
      <label className={styles.field}>
        <span>Run on</span>
        <select
          value={backend}
          disabled={run !== 'idle'}
          onChange={(event) => session.chooseBackend(event.target.value as typeof backend)}
        >
          <option value="auto">Automatic</option>
          <option value="webgpu">WebGPU</option>
          <option value="cpu">CPU</option>
        </select>
      </label>
    </div>
  );
}

/** Updates a second of the Lab's run; 0 while it tells nothing about this machine. */
function labPace({ stage, status, opened }: LabState): number {
  return stage === 'training' && opened && status ? status.updatesPerSecond : 0;
}

const SOURCES: Readonly<Record<Pace['source'], string>> = {
  'this study': 'measured on the runs of this study',
  'the run in the Lab': 'measured on the run in the Lab',
  assumed: 'assumed: two CPU cores; a GPU may be much faster',
};

function Cost() {
  const kept = useStudy((state) => state.kept)!;
  const cells = useStudy((state) => state.cells);
  const rate = useLab(labPace);
  const opened = useLab((state) => state.opened);
  const pace = paceOf(cells, kept.cells) ?? (rate > 0 && opened ? paceOfRun(opened, rate) : ASSUMED);
  const { runs, warmStarts, updates, seconds } = costOf(cells, kept.cells, pace);
  return (
    <dl className={styles.cost}>
      <div>
        <dt>Still to do</dt>
        <dd>
          <b>{count(runs)}</b> {runs === 1 ? 'run' : 'runs'}, {count(updates)} updates
          {warmStarts > 0 && `, ${warmStarts} ${warmStarts === 1 ? 'warm start' : 'warm starts'}`}
        </dd>
      </div>
      <div>
        <dt>
          Time{' '}
          <Explain about="the estimate">
            <p>
              Runs × seconds on paper × how fast this machine is. The seconds are those of runs measured once on two CPU
              cores, scaled by episodes, weights and level; as soon as a run of this study has trained, its own seconds
              replace them.
            </p>
            <p>Runs that share task, model, warm start and seed share one warm start.</p>
          </Explain>
        </dt>
        <dd>
          <b>{duration(seconds)}</b> {SOURCES[pace.source]}
        </dd>
      </div>
    </dl>
  );
}
