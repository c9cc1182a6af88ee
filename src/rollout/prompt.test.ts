import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPrompt, viewOf, type PromptView } from './prompt.ts';
import { testCodec, WORDS } from './scripted.fixture.ts';

const codec = testCodec();
const view: PromptView = {
  task: 'reach 2',
  observation: 'at 1',
  admissible: ['up', 'wait', 'go down'],
  past: [
    { action: 'wait', caused: 'nothing' },
    { action: 'up', caused: 'at 1' },
  ],
};
const text = (v: PromptView, budget = 99): string => codec.decode(buildPrompt(codec, v, budget));

describe('compact prompt', () => {
  test('task, past, observation, admissible actions', () => {
    expect(text(view)).toBe('<task> reach 2 <hist> > wait : nothing > up <obs> at 1 <adm> up | wait | go down');
  });

  test('first turn has no past', () => {
    expect(text({ ...view, past: [] })).toBe('<task> reach 2 <hist> <obs> at 1 <adm> up | wait | go down');
  });

  test('who is told no actions finds nothing where they stood; what happened is said as before', () => {
    const obs = { task: 'reach 2', text: 'at 1', admissible: view.admissible, full: '', fullTask: '', anchor: '' };
    const told = (actionList: boolean): string => text(viewOf(obs, view.past, { picture: undefined, actionList }));
    expect(told(true)).toBe(text(view));
    expect(told(false)).toBe('<task> reach 2 <hist> > wait : nothing > up <obs> at 1 <adm>');
  });

  test('over budget: oldest past first, then admissible actions from the end', () => {
    expect(text(view, 20)).toBe('<task> reach 2 <hist> > wait : nothing > up <obs> at 1 <adm> up | wait | go down');
    expect(text(view, 19)).toBe('<task> reach 2 <hist> > up <obs> at 1 <adm> up | wait | go down');
    expect(text(view, 14)).toBe('<task> reach 2 <hist> <obs> at 1 <adm> up | wait | go down');
    expect(text(view, 13)).toBe('<task> reach 2 <hist> <obs> at 1 <adm> up | wait');
  });

  test('never longer than the budget, never throws', () => {
    const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((list) => list.join(' '));
    const anyView = fc.record({
      task: words,
      observation: words,
      admissible: fc.array(words, { maxLength: 8 }),
      past: fc.array(fc.record({ action: words, caused: words }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(anyView, fc.integer({ min: 1, max: 80 }), (v, budget) => {
        expect(buildPrompt(codec, v, budget).length).toBeLessThanOrEqual(budget);
      }),
    );
  });
});
