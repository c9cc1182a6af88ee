/**
 * The studies of this page: one runner a session, on the page's run library. Loaded with the Ablate view; what runs goes on
 * when another view is shown. Must not draw.
 */
import { connectWorker } from '../client.ts';
import { shelfOf } from '../library/shelf.ts';
import { newId } from '../new-id.ts';
import type { Session } from '../session.ts';
import { libraryRuns } from './cell-runs.ts';
import { diskStudies, memoryStudies } from './study-storage.ts';
import { StudyRunner } from './study-runner.ts';

const studios = new WeakMap<Session, Promise<StudyRunner>>();

/** Opened at the first call. Never rejects: at worst studies live in this tab's memory. */
export function studioOf(session: Session): Promise<StudyRunner> {
  const studio = studios.get(session) ?? openStudio(session);
  studios.set(session, studio);
  return studio;
}

/** This runner from now on. */
export function attach(session: Session, runner: StudyRunner): void {
  studios.set(session, Promise.resolve(runner));
  runner.store.subscribe(({ run }) => {
    const isStudying = run === 'running';
    if (session.state.isStudying === isStudying) return;
    session.store.setState({ isStudying });
    // The offer to go on with what was interrupted was taken up.
    session.dismiss('resume');
  });
}

export const isTraining = ({ state: { run } }: Session): boolean => run === 'running' || run === 'preparing';

async function openStudio(session: Session): Promise<StudyRunner> {
  const { library } = await shelfOf(session);
  // Told only once a cell runs, and by then there is a runner.
  const runs = libraryRuns(library, (problem) => runner.tell(problem));
  const runner = new StudyRunner({
    connect: connectWorker,
    runs,
    studies: library.isLasting ? await diskStudies().catch(memoryStudies) : memoryStudies(),
    locks: library.locks,
    isLabBusy: () => isTraining(session),
    newId: () => newId('study'),
    date: () => new Date(),
    clock: () => performance.now(),
  });
  await runner.load();
  attach(session, runner);
  // The last moment at which a page may still write; closing a tab hides it first.
  document.addEventListener('visibilitychange', () => document.hidden && runner.flush());
  return runner;
}
