import { expect, test } from 'vitest';
import { makeEnv } from '../../envs/registry.ts';
import { viewOf } from '../../rollout/prompt.ts';
import { seenPrompt } from './prompt-text.ts';

test('the patches of a picture are counted where they stand; words are as they are', () => {
  const world = makeEnv('lake');
  const obs = world.reset({ env: 'lake', level: 0, split: 'train', seed: 1 });
  const pictured = seenPrompt(viewOf(obs, [{ action: 'up' }], { picture: world.picture(), actionList: true }));
  expect(pictured.text).toBe(
    '<task> cross the lake <hist> > up <obs> [16 patches of the picture] <adm> up | down | left | right',
  );
  const unlisted = seenPrompt(viewOf(obs, [], { picture: world.picture(), actionList: false }));
  expect(unlisted.text).toBe('<task> cross the lake <hist> <obs> [16 patches of the picture] <adm>');
  const told = seenPrompt(viewOf(obs, [], { picture: undefined, actionList: true }));
  expect(told.text).toContain(`<obs> ${obs.text} <adm>`);
  expect([pictured.left, told.left]).toEqual([0, 0]);
});
