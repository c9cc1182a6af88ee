/** All lessons, in the order they build on each other. */
import type { Lesson } from './lesson.ts';
import { LOOPS } from './loops.ts';
import { POLICY_GRADIENT } from './policy-gradient.ts';
import { THINKING } from './thinking.ts';
import { UNCERTAINTY } from './uncertainty.ts';

export const LESSONS: readonly Lesson[] = [POLICY_GRADIENT, UNCERTAINTY, THINKING, LOOPS];

export const lessonOf = (id: string): Lesson | undefined => LESSONS.find((lesson) => lesson.id === id);
