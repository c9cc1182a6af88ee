import { expect, test } from 'vitest';
import { makeEnv } from '../../envs/registry.ts';
import { PlayedEpisode } from '../../store/play/played-episode.ts';
import { endWords, shownAction, spoken } from './turn-words.ts';

test('an action is shown in full, in part, or in signs, but never as what it would do to the page', () => {
  expect(shownAction('go to fridge 1')).toBe('go to fridge 1');
  expect(shownAction('')).toBe('(nothing)');
  expect(shownAction('a\u0000b\u001b[31m\n\u007f')).toBe('a␀b␛[31m␊␡');
  expect(shownAction('left\u202eright\u0085')).toBe('left�right�');
  expect(shownAction('x'.repeat(100_000))).toBe(`${'x'.repeat(160)}… (100,000 characters)`);
});

test('what is spoken says who did what, what it was worth, how it ended, and what is seen now', () => {
  const episode = new PlayedEpisode(makeEnv('number'), { env: 'number', level: 0, split: 'train', seed: 0 });
  expect(spoken(episode.shown)).toMatch(/^New task\. Find the hidden number.*No guess was made yet\.$/);
  episode.act({ by: 'random', action: 'no', think: '', formatValid: true });
  expect(spoken(episode.shown)).toBe('Turn 1, Chance: no. not possible. Nothing happens. No guess was made yet.');
  for (let i = 0; i < 4; i++) episode.act({ by: 'you', action: 'no', think: '', formatValid: true });
  expect(endWords(episode.shown)).toBe('Not solved: 5 turns are all there are.');
  expect(spoken(episode.shown)).toContain('Turn 5, You: no. not possible, repeat. Not solved');
});
