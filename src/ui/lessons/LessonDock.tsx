/**
 * Plays a lesson beside the lab: one step at a time, with the lab free to use all along. Announces each step; whoever opens a
 * link to a step lands on it.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LabState } from '../../store/state.ts';
import { LESSON_MENU } from '../actions/registry.ts';
import { Button } from '../Button.tsx';
import { useLab, useSession } from '../session-context.ts';
import { GuessStep } from './GuessStep.tsx';
import type { Lesson, Step, Values } from './lesson.ts';
import styles from './LessonDock.module.css';
import { LessonMenu } from './LessonMenu.tsx';
import { lessonOf } from './lessons.ts';
import { pointAt } from './pointing.ts';
import { TrainStep } from './TrainStep.tsx';
import { useTraining } from './use-training.ts';

type Before = Pick<LabState, 'preset' | 'draft' | 'backend'>;

export default function LessonDock() {
  const session = useSession();
  const place = useLab((state) => state.lesson);
  // The settings from before the first lesson: the person's own.
  const [before] = useState<Before>(() => session.state);
  const lesson = place && lessonOf(place.id);
  const close = (): void => {
    session.showLesson(null);
    if (session.state.draft === before.draft) return;
    session.notify({
      id: 'lesson',
      tone: 'info',
      title: 'The lesson changed the settings.',
      action: {
        label: 'Put mine back',
        perform: () => {
          session.replaceDraft(before.preset, before.draft, before.backend);
          session.dismiss('lesson');
        },
      },
    });
  };
  if (!place) return null;
  return (
    <aside className={styles.dock} aria-labelledby="lesson-title">
      {lesson ? (
        <Running key={lesson.id} lesson={lesson} at={Math.min(place.step, lesson.steps.length)} onClose={close} />
      ) : (
        <LessonMenu unknown={place.id === LESSON_MENU ? '' : place.id} onClose={close} />
      )}
    </aside>
  );
}

interface Props {
  readonly lesson: Lesson;
  /** From 1. */
  readonly at: number;
  readonly onClose: () => void;
}

function Running({ lesson, at, onClose }: Props) {
  const session = useSession();
  const step = lesson.steps[at - 1]!;
  const count = lesson.steps.length;
  const [guesses, setGuesses] = useState<Readonly<Record<string, string>>>({});
  const [values, setValues] = useState<Values>({});
  const addValues = useCallback((found: Values) => setValues((known) => ({ ...known, ...found })), []);
  const training = useTraining(lesson, addValues);
  const trained = step.kind === 'train' ? training.stateOf(step) : 'done';
  const title = useRef<HTMLHeadingElement>(null);
  const goTo = (next: number): void => session.showLesson({ id: lesson.id, step: next });

  useEffect(() => title.current?.focus(), []);
  useEffect(() => {
    if (step.kind === 'read' && step.view) session.showView(step.view);
    else if (step.point) session.showView('lab');
    if (!step.point) return undefined;
    // The view may have to be drawn first.
    let stop = (): void => {};
    const frame = requestAnimationFrame(() => (stop = pointAt(step.point!)));
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [step, session]);

  const isSettled = trained === 'done' && (step.kind !== 'guess' || guesses[step.id] !== undefined);
  const isLast = at === count;
  const said = trained === 'done' && step.kind === 'train' ? ' The run is done: go on to see what came out.' : '';
  return (
    <>
      <div className={styles.head}>
        <p className={styles.kicker}>
          Lesson: {lesson.title} · step {at} of {count}
        </p>
        <h2 ref={title} id="lesson-title" tabIndex={-1} className={styles.title}>
          {step.title}
        </h2>
        <progress className={styles.progress} aria-label="Progress of the lesson" max={count} value={at} />
      </div>
      <div className={styles.body}>
        {step.kind === 'answer' && <Answer lesson={lesson} step={step} guesses={guesses} values={values} />}
        {step.text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        {step.kind === 'guess' && (
          <GuessStep
            step={step}
            chosen={guesses[step.id]}
            onChoose={(id) => setGuesses({ ...guesses, [step.id]: id })}
          />
        )}
        {step.kind === 'train' && <TrainStep step={step} state={trained} onStart={() => training.start(step)} />}
      </div>
      <div className={styles.foot}>
        <Button disabled={at === 1} onClick={() => goTo(at - 1)}>
          Back
        </Button>
        {isLast ? (
          <Button look="primary" icon="check" onClick={onClose}>
            Finish
          </Button>
        ) : (
          <Button look={isSettled ? 'primary' : 'plain'} onClick={() => goTo(at + 1)}>
            {isSettled ? 'Next' : 'Skip'}
          </Button>
        )}
        <span className={styles.space} />
        <Button look="small" icon="book" onClick={() => session.showLesson({ id: LESSON_MENU, step: 1 })}>
          All lessons
        </Button>
        <Button look="bare" icon="close" aria-label="Close the lesson" title="Close the lesson" onClick={onClose} />
      </div>
      <output className="visually-hidden" aria-live="polite">
        {`Step ${at} of ${count}: ${step.title}.${said}`}
      </output>
    </>
  );
}

interface AnswerProps {
  readonly lesson: Lesson;
  readonly step: Extract<Step, { kind: 'answer' }>;
  readonly guesses: Readonly<Record<string, string>>;
  readonly values: Values;
}

function Answer({ lesson, step, guesses, values }: AnswerProps) {
  const found = step.judge(values);
  const asked = lesson.steps.find((one) => one.kind === 'guess' && one.id === step.guess);
  const textOf = (id: string | undefined): string =>
    (asked?.kind === 'guess' && asked.options.find((option) => option.id === id)?.text) || '';
  const guess = guesses[step.guess];
  if (!found)
    return (
      <p className={styles.outcome}>
        Nothing was measured, because the training step was skipped. Go back to try it, or read on.
      </p>
    );
  const isRight = guess === found.right;
  return (
    <div className={styles.outcome} data-right={isRight}>
      <p className={styles.measured}>{found.sentence}</p>
      {guess === undefined ? (
        <p>You made no guess. It came out as: {textOf(found.right)}</p>
      ) : isRight ? (
        <p>
          <b>As you guessed:</b> {textOf(guess)}
        </p>
      ) : (
        <>
          <p>
            <b>You guessed:</b> {textOf(guess)}
          </p>
          <p>
            <b>It came out as:</b> {textOf(found.right)}
          </p>
        </>
      )}
    </div>
  );
}
