/** Carries out a lesson's training steps on the real lab: begins a run or moves live settings, stops it, and measures. */
import { useEffect, useRef, useState } from 'react';
import { settingsFrom, type Settings } from '../../core/settings.ts';
import type { Session } from '../../store/session.ts';
import { useSession } from '../session-context.ts';
import type { Lesson, Step, Values } from './lesson.ts';

export type TrainingStep = Extract<Step, { kind: 'train' }>;

/** `failed`: the run ended before it had come far enough. */
export type TrainingState = 'waiting' | 'under-way' | 'done' | 'failed';

export interface Training {
  readonly stateOf: (step: TrainingStep) => TrainingState;
  readonly start: (step: TrainingStep) => void;
}

/** What the link locked or hid is the teacher's and stays. */
function settingsFor(lesson: Lesson, step: TrainingStep, { guard, draft }: Session['state']): Settings {
  const theirs = new Set([...guard.hidden, ...guard.locked]);
  const kept = Object.fromEntries(Object.entries(draft).filter(([key]) => theirs.has(key)));
  return settingsFrom(lesson.preset, { ...step.changes, ...kept });
}

function begin(session: Session, lesson: Lesson, step: TrainingStep): void {
  const settings = settingsFor(lesson, step, session.state);
  if (session.state.run !== 'empty') session.reset();
  session.replaceDraft(lesson.preset, settings, session.state.backend);
  session.train(step.until);
}

function change(session: Session, step: TrainingStep): void {
  if (step.calibrate !== undefined) session.calibrate(step.calibrate);
  for (const [key, value] of Object.entries(step.changes)) session.setSetting(key as keyof Settings, value);
  session.train(step.until);
}

/** `from`: updates that were done before the step. */
const valuesOf = ({ measure }: TrainingStep, from: number, { history, turns, state }: Session): Values => {
  const facts = { history, records: turns.since(from), words: state.words };
  return Object.fromEntries(Object.entries(measure).map(([name, of]) => [name, of(facts)]));
};

export function useTraining(lesson: Lesson, onMeasured: (values: Values) => void): Training {
  const session = useSession();
  const [states, setStates] = useState<ReadonlyMap<TrainingStep, TrainingState>>(new Map());
  const [underWay, setUnderWay] = useState<TrainingStep | null>(null);
  const from = useRef(0);

  useEffect(() => {
    if (!underWay) return undefined;
    const end = (state: TrainingState): void => {
      setStates((before) => new Map([...before, [underWay, state]]));
      setUnderWay(null);
    };
    return session.store.subscribe(({ run, status }) => {
      if ((status?.update ?? 0) >= underWay.until || run === 'finished') {
        // Somebody paused and trained on, so that the worker no longer knew where to stand still.
        if (run === 'running') session.pause();
        onMeasured(valuesOf(underWay, from.current, session));
        end('done');
      } else if (run === 'failed' || run === 'empty') end('failed');
    });
  }, [underWay, session, onMeasured]);

  return {
    stateOf: (step) => (step === underWay ? 'under-way' : (states.get(step) ?? 'waiting')),
    start(step) {
      from.current = step.how === 'begin' ? 0 : (session.state.status?.update ?? 0);
      if (step.how === 'begin') begin(session, lesson, step);
      else change(session, step);
      setUnderWay(step);
    },
  };
}
