/** The list of lessons. */
import { useEffect, useRef } from 'react';
import { Button } from '../Button.tsx';
import { useSession } from '../session-context.ts';
import styles from './LessonDock.module.css';
import { LESSONS } from './lessons.ts';

/** `unknown`: what a link asked for and is not there; "" when nothing is missing. */
export function LessonMenu({ unknown, onClose }: { unknown: string; onClose: () => void }) {
  const session = useSession();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <>
      <div className={styles.head}>
        <h2 ref={title} id="lesson-title" tabIndex={-1} className={styles.title}>
          Lessons
        </h2>
        <p>
          {unknown && <b>There is no lesson “{unknown}”. </b>}
          Each asks for your guess first, then tries it on this lab.
        </p>
      </div>
      <ul className={styles.menu}>
        {LESSONS.map(({ id, title, about, minutes }) => (
          <li key={id}>
            <button type="button" onClick={() => session.showLesson({ id, step: 1 })}>
              <b>{title}</b>
              <span>{about}</span>
              <small>about {minutes} min</small>
            </button>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <span className={styles.space} />
        <Button look="bare" icon="close" aria-label="Close the lessons" title="Close the lessons" onClick={onClose} />
      </div>
    </>
  );
}
