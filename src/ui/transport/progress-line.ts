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
  const { progress, run, status, stage } = state;
  if (run === 'paused') return stage === 'training' ? `Paused after update ${status?.update ?? 0}` : 'Paused';
  if (run === 'failed') return 'Stopped';
  if (!progress) return run === 'preparing' ? 'Starting the worker' : '';
  const parts = stage === 'training' ? trainingParts(state, progress) : earlyParts(state, progress, now);
  return parts.filter(Boolean).join(' · ');
}

/** Compiling and cloning: how much of how much, how well it plays so far, and how long it may take. */
function earlyParts({ pace, stage, warmSuccess, opened }: LabState, progress: Progress, now: number): string[] {
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
    time && `${isCloning ? time.replace('about', 'at most') : time} left`,
  ];
}

function trainingParts({ status, opened }: LabState, progress: Progress): string[] {
  const updates = opened?.updates ?? 0;
  const perSecond = status?.updatesPerSecond ?? 0;
  const time = perSecond > 0 ? roughly((updates - (status?.update ?? 0)) / perSecond) : '';
  return [
    `Update ${status?.update ?? 0} of ${count(updates)}`,
    `${DOING[progress.phase]} ${howFar(progress)}`.trim(),
    time && `${time} left`,
  ];
}

const howFar = ({ done, total }: Progress): string => (total > 0 ? `${count(done)} of ${count(total)}` : '');
