/** Every environment has a picture that can be read without seeing it. */
import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { ENV_IDS, makeEnv, specOf } from '../../src/envs/registry.ts';
import { demonstration } from '../../src/store/replay.ts';
import ScenePicture from '../../src/ui/scenes/ScenePicture.tsx';
import { GOLDEN } from '../node/envs-play.ts';
import { render } from './ui-render.tsx';

const worlds = ENV_IDS.flatMap((id) => specOf(id).levels.map(({ level }) => [id, level] as const));

it.each(worlds)('%s level %i is drawn at its start and at its end', async (id, level) => {
  const { moments } = demonstration(makeEnv(id), level, 2);
  for (const moment of [moments[0], moments.at(-1)]) {
    const { host } = await render(<ScenePicture scene={moment?.scene} />);
    const listed = host.querySelector('[data-plain]');
    // A world that stays, and is pinned for that, has a drawing of its own; others are listed.
    if (`${id}/${level}` in GOLDEN) expect(listed).toBeNull();
    if (listed) {
      expect(listed.querySelectorAll('dd').length).toBe(Object.keys(moment!.scene).length - 1);
      continue;
    }
    // The shop is made of text and needs no other words.
    const picture = host.querySelector('svg[role="img"]') ?? host.firstElementChild;
    expect(picture?.getAttribute('aria-label') ?? picture?.textContent).toMatch(/agent|pulled|Search|Bought/);
    expect(picture?.getBoundingClientRect().height).toBeGreaterThan(60);
  }
});

it('what is no scene draws nothing and does not fail', async () => {
  for (const scene of [null, 7, {}, { kind: 'castle' }]) await render(<ScenePicture scene={scene} />);
  expect(page.getByRole('img').elements()).toHaveLength(0);
});

it('a world without a drawing is listed, part by part', async () => {
  const { host } = await render(<ScenePicture scene={{ kind: 'lamps', lit: 'on off', goal: [1, 2] }} />);
  expect([...host.querySelectorAll('dt, dd')].map(({ textContent }) => textContent)).toEqual([
    'lit',
    'on off',
    'goal',
    '[1,2]',
  ]);
});
