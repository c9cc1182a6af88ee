/** What the lab is doing right now, as one line. */
import { secondsLeft } from '../../store/eta.ts';
import type { LabState, Progress } from '../../store/state.ts';
import type { Phase } from '../../train/events.ts';
import { count, percent, roughly } from '../format.ts';

const DOING: Readonly<Record<Phase, string>> = {
  compiling: 'Compiling',
  'warm-start': 'Imitating the expert',
  evaluating: 'Playing held-out tasks',
  collecting: 'Playing episodes',
  updating: 'Learning from them',
  idle: '',
};

/** "" when there is nothing to say. `now` in ms on performance.now()'s clock. */
export function progressLine(state: LabState, now: number): string {
  const { experiment } = state;
  const parts = partsOf(state, now).filter(Boolean);
  if (experiment && parts.length > 0) parts.unshift(`Seed ${experiment.at + 1} of ${experiment.seeds}`);
  return parts.join(' · ');
}

function partsOf(state: LabState, now: number): string[] {
  const { progress, run, status, stage } = state;
  if (run === 'paused') return [stage === 'training' ? `Paused after update ${status?.update ?? 0}` : 'Paused'];
  if (run === 'failed') return ['Stopped'];
  if (!progress) return [run === 'preparing' ? 'Starting the worker' : ''];
  return stage === 'training' ? trainingParts(state, progress) : earlyParts(state, progress, now);
}

/** Compiling and cloning: how much of how much, how well it plays so far, and how long it may take. */
function earlyParts(
  { pace, stage, warmSuccess, opened, experiment }: LabState,
  progress: Progress,
  now: number,
): string[] {
  const isAside = progress.phase === 'evaluating';
  if (!pace || pace.stage !== stage) return [DOING[progress.phase], howFar(progress)];
  const isCloning = stage === 'warm-start';
  const solved =
    warmSuccess === null || !opened ? '' : `solves ${percent(warmSuccess)}, stops at ${percent(opened.warmLow)}`;
  // Cloning usually stops before its last update.
  const time = roughly(secondsLeft(pace, now));
  return [
    isAside ? `${DOING.evaluating} ${howFar(progress)}` : isCloning ? DOING['warm-start'] : DOING.compiling,
    `${count(pace.done)} of ${isCloning ? 'at most ' : ''}${count(pace.total)}`,
    isCloning ? solved : '',
    time && `${isCloning ? time.replace('about', 'at most') : time} left${experiment ? ' of this stage' : ''}`,
  ];
}

function trainingParts(state: LabState, progress: Progress): string[] {
  const { status, opened, experiment } = state;
  const time = roughly(trainingSecondsLeft(state));
  return [
    `Update ${status?.update ?? 0} of ${count(opened?.updates ?? 0)}`,
    `${DOING[progress.phase]} ${howFar(progress)}`.trim(),
    time && `${time} left${experiment?.left.length ? ' for all seeds' : ''}`,
  ];
}

/** Of this seed and of those that follow it; NaN when unknown. */
function trainingSecondsLeft({ status, opened, experiment }: LabState): number {
  const { update = 0, updatesPerSecond = 0 } = status ?? {};
  const { left = [], earlySeconds = 0, began = opened } = experiment ?? {};
  const updates = (opened?.updates ?? 0) - update + left.length * (began?.updates ?? 0);
  return updatesPerSecond > 0 ? updates / updatesPerSecond + left.length * earlySeconds : Number.NaN;
}

const howFar = ({ done, total }: Progress): string => (total > 0 ? `${count(done)} of ${count(total)}` : '');
