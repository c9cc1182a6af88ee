import { expect, test } from 'vitest';
import { makeEnv } from '../../envs/registry.ts';
import { viewOf } from '../../rollout/prompt.ts';
import { seenPrompt } from './prompt-text.ts';

test('the patches of a picture are counted where they stand; words are as they are', () => {
  const world = makeEnv('lake');
  const obs = world.reset({ env: 'lake', level: 0, split: 'train', seed: 1 });
  const pictured = seenPrompt(viewOf(obs, [{ action: 'up' }], world.picture()));
  expect(pictured.text).toBe(
    '<task> cross the lake <hist> > up <obs> [16 patches of the picture] <adm> up | down | left | right',
  );
  const told = seenPrompt(viewOf(obs, []));
  expect(told.text).toContain(`<obs> ${obs.text} <adm>`);
  expect([pictured.left, told.left]).toEqual([0, 0]);
});
