/**
 * The run library of this page: opens the browser's disk (or, where that is denied, this tab's memory), attaches the
 * recorder to the session, and offers to go on with what a crash or a reload interrupted. Loaded after the first paint.
 */
import { version } from '../../../package.json';
import { asTurnlabError, TurnlabError } from '../../core/errors.ts';
import { episodeOf } from '../../train/bundle/episode-line.ts';
import { readCheckpoint } from '../../train/checkpoint.ts';
import { alertOf, measured } from '../../train/event-line.ts';
import type { TrainEvent } from '../../train/events.ts';
import type { Session } from '../session.ts';
import { DiskStorage } from './disk-storage.ts';
import { Library, type ResumePoint } from './library.ts';
import { MemoryStorage } from './memory-storage.ts';
import { Recorder } from './recorder.ts';
import { isFree, runLock, webLocks, type RunLocks } from './run-locks.ts';
import { OF_STUDY } from './run-record.ts';
import type { RunStorage } from './run-storage.ts';
import { WaitingKeeper } from './waiting-keeper.ts';

export interface Shelf {
  readonly library: Library;
  readonly recorder: Recorder;
}

const shelves = new WeakMap<Session, Promise<Shelf>>();

/** The page's one library; opened at the first call. Never rejects: at worst the runs live in this tab's memory. */
export function shelfOf(session: Session): Promise<Shelf> {
  const shelf = shelves.get(session) ?? openShelf(session);
  shelves.set(session, shelf);
  return shelf;
}

/** For tests: this storage in place of the browser's. */
export async function makeShelf(
  session: Session,
  storage: RunStorage,
  locks: RunLocks,
  isLasting = true,
  onChange?: () => void,
): Promise<Shelf> {
  const library = new Library(storage, locks, isLasting, onChange);
  const recorder = new Recorder(library, {
    turnlab: version,
    now: () => new Date(),
    newId,
    tell: (problem) => {
      if (!problem) return session.dismiss('library');
      session.notify({
        id: 'library',
        tone: 'warning',
        title: problem.sentence,
        safe: 'Training goes on, and what was saved before is kept.',
        next: problem.next,
      });
    },
    // Of a tab's memory nobody would say that it is saved.
    wrote: (then) => isLasting && session.store.setState({ savedAt: then.getTime() }),
  });
  await library.refresh();
  const waiting = session.keeper;
  session.keeper = recorder;
  if (waiting instanceof WaitingKeeper) waiting.handOver(recorder);
  const shelf = { library, recorder };
  shelves.set(session, Promise.resolve(shelf));
  return shelf;
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `run-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

async function openShelf(session: Session): Promise<Shelf> {
  const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('turnlab library') : null;
  const shelf = await onDisk(session, () => tabs?.postMessage('changed'));
  const { library, recorder } = shelf;
  if (tabs) tabs.onmessage = () => void library.refresh();
  // The last moment at which a page may still write; closing a tab hides it first.
  document.addEventListener('visibilitychange', () => document.hidden && void recorder.flush());
  if (library.isLasting) await offerToGoOn(session, shelf);
  return shelf;
}

async function onDisk(session: Session, onChange: () => void): Promise<Shelf> {
  try {
    const storage = await DiskStorage.open();
    const shelf = await makeShelf(session, storage, webLocks, true, onChange);
    const { unreadable } = shelf.library.store.getState();
    if (unreadable > 0)
      session.notify({
        id: 'unreadable',
        tone: 'warning',
        title: `${unreadable === 1 ? 'One kept run was' : `${unreadable} kept runs were`} written by another version of turnlab.`,
        safe: 'They are left as they are.',
      });
    return shelf;
  } catch (thrown) {
    const isNewer = thrown instanceof TurnlabError && thrown.code === 'bad-file';
    session.notify({
      id: 'library',
      tone: 'warning',
      title: isNewer ? thrown.message : 'This browser does not let the page keep anything on the disk.',
      safe: 'Runs are kept until this tab is closed.',
      next: isNewer ? thrown.next : 'Export those that you want to keep (Runs).',
    });
    return makeShelf(session, new MemoryStorage(), webLocks, false);
  }
}

/** The newest run, if a page had it open and no page has it now. */
async function offerToGoOn(session: Session, shelf: Shelf): Promise<void> {
  const [newest] = shelf.library.runs.toSorted((a, b) => b.saved.localeCompare(a.saved));
  if (!newest?.isOpen || newest.checkpointUpdate === null || session.state.run !== 'empty') return;
  if (!(await isFree(shelf.library.locks, runLock(newest.id)))) return;
  const { id, name, update, stage, notes } = newest;
  if (notes.startsWith(OF_STUDY))
    return session.notify({
      id: 'resume',
      tone: 'info',
      title: 'A study was interrupted.',
      safe: 'Its finished runs are kept, and the one that was cut up to its last checkpoint.',
      action: { label: 'Open it', perform: () => session.showView('ablate') },
    });
  session.notify({
    id: 'resume',
    tone: 'info',
    title: `“${name}” was interrupted ${stage === 'warm-start' ? 'during its warm start' : `at update ${update}`}.`,
    safe: 'It is kept up to its last checkpoint.',
    action: { label: 'Resume', perform: () => void resumeRun(session, shelf, id) },
  });
  // It is an offer in place of a new run; once there is one, going on would end that.
  const stop = session.store.subscribe(({ run }) => {
    if (run === 'empty') return;
    stop();
    session.dismiss('resume');
  });
}

/** Takes up a kept run; what is wrong is told as a notice. Resolves to whether it went on. */
export async function resumeRun(session: Session, { library }: Shelf, id: string): Promise<boolean> {
  try {
    if (!(await isFree(library.locks, runLock(id))))
      throw new TurnlabError(
        'bad-argument',
        `“${library.runOf(id).name}” is open in this tab or another one.`,
        'Go on with it there.',
      );
    session.goOn(keptRun(await library.resumePoint(id)));
    session.dismiss('resume');
    return true;
  } catch (thrown) {
    const { message, next } = asTurnlabError(thrown);
    session.notify({ id: 'library', tone: 'error', title: message, next });
    return false;
  }
}

function keptRun({ record, checkpoint, lines, episodes }: ResumePoint): Parameters<Session['goOn']>[0] {
  const { id, preset } = record;
  const { began, settings, changes, update } = readCheckpoint(checkpoint).state;
  const newest = episodes.at(-1);
  const past = lines.map(eventOf).filter((event) => event !== null);
  if (newest) past.push(episodeOf(newest.line));
  return { id, preset, began, settings, changes, checkpoint, checkpointUpdate: update, past };
}

/** What curves are drawn from and what was told on the way; null for the rest. */
function eventOf(line: string): TrainEvent | null {
  if (line.startsWith('{"kind":"alert"')) return JSON.parse(line) as TrainEvent;
  const found = measured(line);
  if (!found) return alertOf(line);
  const { kind, update, split, metrics } = found;
  return kind === 'evaluation' ? { kind, update, split: split as 'val', metrics } : { kind, update, metrics };
}
