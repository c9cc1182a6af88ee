/** What the lab is doing right now, as one line. */
import { secondsLeft } from '../../store/eta.ts';
import type { LabState, Progress } from '../../store/state.ts';
import type { Phase } from '../../train/events.ts';
import { count, roughly } from '../format.ts';

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
  const { progress, pace, run, status, opened } = state;
  if (run === 'paused') return state.stage === 'training' ? `Paused after update ${status?.update ?? 0}` : 'Paused';
  if (!progress) return run === 'preparing' ? 'Starting the worker' : '';
  const doing = [DOING[progress.phase], howFar(progress), progress.note].filter(Boolean).join(' · ');
  if (pace && pace.stage === state.stage)
    return [doing, left(secondsLeft(pace, now), pace.stage === 'warm-start')].filter(Boolean).join(' · ');
  if (state.stage !== 'training' || !opened) return doing;
  const perSecond = status?.updatesPerSecond ?? 0;
  const seconds = perSecond > 0 ? (opened.updates - (status?.update ?? 0)) / perSecond : Number.NaN;
  return [`Update ${status?.update ?? 0} of ${count(opened.updates)}`, doing, left(seconds, false)]
    .filter(Boolean)
    .join(' · ');
}

const howFar = ({ done, total }: Progress): string => (total > 0 ? `${count(done)} of ${count(total)}` : '');

/** Cloning usually stops before its last update. */
function left(seconds: number, isAtMost: boolean): string {
  const time = roughly(seconds);
  return time && `${isAtMost ? time.replace('about', 'at most') : time} left`;
}
