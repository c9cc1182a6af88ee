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
import { seedAt, type Experiment } from '../experiment.ts';
import { newId } from '../new-id.ts';
import type { KeptRun } from '../run-keeper.ts';
import type { Session } from '../session.ts';
import { DiskStorage } from './disk-storage.ts';
import { followBand } from './follow-band.ts';
import { Library, type ResumePoint } from './library.ts';
import { followOwn } from './own-of-runs.ts';
import { MemoryStorage } from './memory-storage.ts';
import { Recorder } from './recorder.ts';
import { isFree, runLock, webLocks, type RunLocks } from './run-locks.ts';
import { OF_STUDY, type RunRecord } from './run-record.ts';
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
    newId: () => newId('run'),
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
  followBand(session, library);
  await followOwn(library);
  const shelf = { library, recorder };
  shelves.set(session, Promise.resolve(shelf));
  return shelf;
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
  if (!newest?.isOpen || session.state.run !== 'empty') return;
  // A seed that had only just begun leaves the others before it to go on from.
  const isBare = newest.checkpointUpdate === null;
  if (isBare && !newest.experiment?.at) return;
  if (!(await isFree(shelf.library.locks, runLock(newest.id)))) return;
  if (newest.notes.startsWith(OF_STUDY))
    return session.notify({
      id: 'resume',
      tone: 'info',
      title: 'A study was interrupted.',
      safe: 'Its finished runs are kept, and the one that was cut up to its last checkpoint.',
      action: { label: 'Open it', perform: () => session.showView('ablate') },
    });
  const follow = newest.experiment ? leftAfter(shelf.library, newest).length : 0;
  const others = follow === 0 ? '' : ` ${follow === 1 ? 'One more seed follows.' : `${follow} more seeds follow.`}`;
  session.notify({
    id: 'resume',
    tone: 'info',
    title: `“${newest.name}” was interrupted ${whereOf(newest)}.`,
    safe: (isBare ? 'The seeds before it are kept.' : 'It is kept up to its last checkpoint.') + others,
    action: { label: 'Resume', perform: () => void resumeGroup(session, shelf, newest.id) },
  });
  // It is an offer in place of a new run; once there is one, going on would end that.
  const stop = session.store.subscribe(({ run }) => {
    if (run === 'empty') return;
    stop();
    session.dismiss('resume');
  });
}

const whereOf = ({ checkpointUpdate, stage, update }: RunRecord): string => {
  if (checkpointUpdate === null) return 'as it began';
  return stage === 'warm-start' ? 'during its warm start' : `at update ${update}`;
};

/**
 * Goes on where a run, or an experiment by one of its seeds, was left: with the seed that is not finished, else with the first
 * that it lacks. Nothing happens when it is whole. What is wrong is told as a notice; resolves to whether it went on.
 */
export async function resumeGroup(session: Session, shelf: Shelf, id: string): Promise<boolean> {
  const { library } = shelf;
  const seeds = library.together(id);
  const cut = seeds.find(({ stage, checkpointUpdate }) => stage !== 'finished' && checkpointUpdate !== null);
  if (cut) return resumeRun(session, shelf, cut.id);
  return told(session, async () => {
    for (const run of seeds) await mustBeFree(library, run);
    // Cut before its first checkpoint: there is nothing to come back to.
    for (const run of seeds) if (run.checkpointUpdate === null) await library.discard(run.id);
    const [lead] = library.together(seeds.find(({ checkpointUpdate }) => checkpointUpdate !== null)?.id ?? '');
    const [at, ...left] = lead ? leftAfter(library, lead) : [];
    if (!lead || at === undefined) return;
    session.beginSeed({ ...experimentOf(lead, left)!, at }, lead.preset);
  });
}

/** Takes up a kept run, and after it the seeds that its experiment lacks, unless it is finished: then it is only shown. What
 * is wrong is told as a notice. Resolves to whether it went on. */
export function resumeRun(session: Session, { library }: Shelf, id: string): Promise<boolean> {
  return told(session, async () => {
    await mustBeFree(library, library.runOf(id));
    const point = await library.resumePoint(id);
    const isDone = point.record.stage === 'finished';
    session.goOn(keptRun(point, experimentOf(point.record, isDone ? [] : leftAfter(library, point.record))));
  });
}

async function mustBeFree({ locks }: Library, { id, name }: RunRecord): Promise<void> {
  if (!(await isFree(locks, runLock(id))))
    throw new TurnlabError('bad-argument', `“${name}” is open in this tab or another one.`, 'Go on with it there.');
}

async function told(session: Session, goOn: () => Promise<void>): Promise<boolean> {
  try {
    await goOn();
    session.dismiss('resume');
    return true;
  } catch (thrown) {
    const { message, next } = asTurnlabError(thrown);
    session.notify({ id: 'library', tone: 'error', title: message, next });
    return false;
  }
}

/** The seeds of its experiment that were never begun, in order. */
function leftAfter(library: Library, run: RunRecord): number[] {
  const begun = new Set(library.together(run.id).map(({ experiment }) => experiment?.at));
  return Array.from({ length: run.experiment?.seeds ?? 0 }, (_, at) => at).filter((at) => !begun.has(at));
}

function experimentOf({ began, experiment: place }: RunRecord, left: readonly number[]): Experiment | null {
  if (!place) return null;
  const { id, seeds, at } = place;
  return { id, began: { ...began, seed: seedAt(began.seed, -at) }, seeds, at, left, earlySeconds: 0 };
}

function keptRun({ record, checkpoint, lines, episodes }: ResumePoint, experiment: Experiment | null): KeptRun {
  const { id, preset } = record;
  const { began, settings, changes, update } = readCheckpoint(checkpoint).state;
  const newest = episodes.at(-1);
  const past = lines.map(eventOf).filter((event) => event !== null);
  if (newest) past.push(episodeOf(newest.line));
  return { id, preset, began, settings, changes, checkpoint, checkpointUpdate: update, past, experiment };
}

/** What curves are drawn from and what was told on the way; null for the rest. */
function eventOf(line: string): TrainEvent | null {
  if (line.startsWith('{"kind":"alert"')) return JSON.parse(line) as TrainEvent;
  const found = measured(line);
  if (!found) return alertOf(line);
  const { kind, update, split, metrics } = found;
  return kind === 'evaluation' ? { kind, update, split: split as 'val', metrics } : { kind, update, metrics };
}
