import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { makeEnv } from '../../src/envs/registry.ts';
import { demonstration } from '../../src/store/replay.ts';
import ScenePicture from '../../src/ui/scenes/ScenePicture.tsx';
import { render } from './ui-render.tsx';
it('all', async () => {
  await page.viewport(900, 1500);
  const all = ([['push', 3], ['wordle', 2], ['questions', 1], ['number', 2], ['countdown', 1], ['points', 1], ['unary', 4]] as const).map(([id, level]) => {
    const { moments } = demonstration(makeEnv(id), level, 4);
    return <div key={id} style={{ width: 430 }}><ScenePicture scene={moments.at(id === 'countdown' || id === 'unary' ? -1 : -2)?.scene} /></div>;
  });
  const { host } = await render(<div style={{ display: 'flex', flexWrap: 'wrap', gap: 10 }}>{all}</div>);
  for (const el of host.querySelectorAll('svg')) expect(el.getBoundingClientRect().height).toBeGreaterThan(60);
  await page.screenshot({ path: '/tmp/envw/light.png' });
  document.documentElement.dataset.theme = 'dark';
  await page.screenshot({ path: '/tmp/envw/dark.png' });
});
