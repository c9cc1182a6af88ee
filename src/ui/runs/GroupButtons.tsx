/** What is done with a run or an experiment as a whole: train what is missing, vary it, delete it. */
import { useState } from 'react';
import type { RunGroup } from '../../store/library/groups.ts';
import { resumeGroup } from '../../store/library/shelf.ts';
import { Button } from '../Button.tsx';
import { Problem } from '../Problem.tsx';
import { useSession } from '../session-context.ts';
import styles from './RunTools.module.css';
import { wholeName } from './run-text.ts';
import { useShelf } from './use-shelf.ts';
import { useTask } from './use-task.ts';

interface Props {
  readonly group: RunGroup;
  /** It is the one that is open on this page. */
  readonly isHere: boolean;
}

export function GroupButtons({ group, isHere }: Props) {
  const session = useSession();
  const shelf = useShelf();
  const { problem, run: attempt } = useTask();
  const [isDeleting, setDeleting] = useState(false);
  const { lead, runs, seeds } = group;
  const finished = runs.filter(({ stage }) => stage === 'finished').length;
  const goOn = async (): Promise<void> => {
    if (await resumeGroup(session, shelf, lead.id)) session.showView('lab');
  };
  const clone = (): void => {
    shelf.recorder.clonedFrom(lead);
    session.replaceDraft(lead.preset, lead.began, session.state.backend);
    if (seeds > 1) session.chooseSeeds(seeds);
    session.showView('lab');
  };
  return (
    <>
      {seeds > 1 && finished < seeds && (
        <Button
          look="small"
          icon="play"
          disabled={isHere}
          title={isHere ? 'It is open in the Lab.' : 'Goes on where it was left, until all seeds are finished'}
          onClick={() => attempt(goOn)}
        >
          Train the rest
        </Button>
      )}
      <Button look="small" icon="copy" title="Its settings in the Lab, for a new run" onClick={clone}>
        Clone settings
      </Button>
      {isDeleting ? (
        <span className={styles.confirm}>
          For good?
          <Button look="small" className={styles.danger} onClick={() => attempt(() => shelf.library.remove(lead.id))}>
            Delete {wholeName(group)}
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
      <Problem text={problem} />
    </>
  );
}
