import { describe, expect, it } from 'vitest';
import { settingOf, settingsFrom } from '../../core/settings.ts';
import { LESSON_MENU } from '../actions/registry.ts';
import type { Lesson, Step } from './lesson.ts';
import { LESSONS } from './lessons.ts';

const each = LESSONS.map((lesson) => [lesson.id, lesson] as const);
const indexOf = (lesson: Lesson, found: (step: Step) => boolean): number => lesson.steps.findIndex(found);

describe('lessons', () => {
  it('are four at least, each with a name of its own that fits a link', () => {
    const ids = LESSONS.map(({ id }) => id);
    expect(LESSONS.length).toBeGreaterThanOrEqual(4);
    expect(new Set([...ids, LESSON_MENU]).size).toBe(ids.length + 1);
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,40}$/);
  });

  it.each(each)('%s asks for a guess before it trains, and answers every guess after it', (_, lesson) => {
    const guesses = lesson.steps.flatMap((step, i) => (step.kind === 'guess' ? [{ id: step.id, i }] : []));
    expect(guesses.length).toBeGreaterThan(0);
    expect(guesses[0]!.i).toBeLessThan(indexOf(lesson, ({ kind }) => kind === 'train'));
    for (const { id, i } of guesses) {
      const answer = indexOf(lesson, (step) => step.kind === 'answer' && step.guess === id);
      expect(answer).toBeGreaterThan(i);
      expect(lesson.steps.slice(i, answer).some(({ kind }) => kind === 'train')).toBe(true);
    }
  });

  it.each(each)(
    '%s sets only settings that exist and fit together; in a run that goes on only live ones',
    (_, lesson) => {
      let began = settingsFrom(lesson.preset);
      let last = 0;
      for (const step of lesson.steps) {
        if (step.kind !== 'train') continue;
        if (step.how === 'begin') began = settingsFrom(lesson.preset, step.changes);
        else for (const key of Object.keys(step.changes)) expect(settingOf(key)?.live).toBe(true);
        expect(step.until).toBeGreaterThan(step.how === 'begin' ? 0 : last);
        expect(step.until).toBeLessThanOrEqual(began.updates);
        last = step.until;
      }
    },
  );

  it.each(each)('%s judges what was measured, whatever it is, and nothing without it', (_, lesson) => {
    const names = lesson.steps.flatMap((step) => (step.kind === 'train' ? Object.keys(step.measure) : []));
    for (const step of lesson.steps) {
      if (step.kind !== 'answer') continue;
      expect(step.judge({})).toBeNull();
      expect(step.judge(Object.fromEntries(names.map((name) => [name, Number.NaN])))).toBeNull();
      const asked = lesson.steps.find((one) => one.kind === 'guess' && one.id === step.guess);
      const options = asked?.kind === 'guess' ? asked.options.map(({ id }) => id) : [];
      const outcomes = new Set<string | undefined>();
      for (const before of [0.01, 0.2, 0.5, 0.95])
        for (const after of [0.01, 0.2, 0.5, 0.95, 3]) {
          const values = Object.fromEntries(
            names.map((name, i) => [
              name,
              name === 'before' ? before : name === 'after' ? after : i % 2 ? after : before,
            ]),
          );
          outcomes.add(step.judge(values)?.right);
        }
      for (const right of outcomes) expect(options).toContain(right);
      expect(outcomes.size).toBeGreaterThan(1);
    }
  });
});
