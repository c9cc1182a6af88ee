/** Every run that this browser keeps: to look at, go on with, vary, compare, take away and bring back. */
import { groupsOf } from '../../store/library/groups.ts';
import panels from '../panels.module.css';
import { ImportButton } from './ImportButton.tsx';
import { OpenOnnxButton } from '../onnx/OpenOnnxButton.tsx';
import { Compare } from './Compare.tsx';
import { RunRow } from './RunRow.tsx';
import styles from './RunsView.module.css';
import { ShelfContext, useLibrary, useOpenShelf } from './use-shelf.ts';

export default function RunsView() {
  return (
    <ShelfContext value={useOpenShelf()}>
      <div className={`${panels.view} ${styles.view}`}>
        <Shelf />
        <Compare />
      </div>
    </ShelfContext>
  );
}

function Shelf() {
  const runs = useLibrary((state) => state.runs);
  const groups = groupsOf(runs.toSorted((a, b) => Number(b.starred) - Number(a.starred)));
  return (
    <section className={panels.panel} aria-labelledby="runs">
      <div className={panels.head}>
        <h2 id="runs">Runs</h2>
        <p className={panels.state}>{runs.length > 0 ? 'Tick runs to compare them.' : ''}</p>
        <OpenOnnxButton />
        <ImportButton />
      </div>
      {runs.length === 0 ? (
        <p className={styles.empty}>
          No runs yet. Every run that you train is kept here, on this device only: its name, what you changed, its
          curves, and a checkpoint to go on from. Press Train above, or import a bundle.
        </p>
      ) : (
        <ul className={styles.list}>
          {groups.map((group) => (
            <RunRow key={group.id} group={group} />
          ))}
        </ul>
      )}
    </section>
  );
}
