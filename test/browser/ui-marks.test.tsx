/** Every live change of exploration control is a labelled line on every chart. */
import { expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { settingsFrom, type Settings } from '../../src/core/settings.ts';
import { CHARTS } from '../../src/ui/charts/catalogue.ts';
import { LiveChart } from '../../src/ui/charts/LiveChart.tsx';
import { doing, render } from './ui-render.tsx';

const CHANGES: readonly Partial<Settings>[] = [
  { epsilon: 0.04 },
  { eta: 0.003 },
  { alpha: 0.7 },
  { topJ: 8 },
  { window: 5 },
  { minThink: 7 },
  { maxTries: 4 },
  { tti: true },
  { tds: true },
];
const NAMES = ['ε 0.04', 'η 0.003', 'α 0.7', 'j 8', 'N 5', 'L_min 7', 'B_max 4', 'TTI on', 'TDS on'];

/** Columns of a canvas whose middle is crossed by something upright: the same colour over most of the height. */
function uprightLines(canvas: HTMLCanvasElement, colour: string): number {
  const probe = new OffscreenCanvas(1, 1).getContext('2d')!;
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let lines = 0;
  let wasIn = false;
  for (let x = 0; x < canvas.width; x++) {
    let hits = 0;
    for (let y = 0; y < canvas.height; y++) {
      const at = 4 * (y * canvas.width + x);
      const near = Math.abs(data[at]! - r!) + Math.abs(data[at + 1]! - g!) + Math.abs(data[at + 2]! - b!);
      if (data[at + 3]! > 60 && near < 60) hits++;
    }
    // Dashes of the same length as their gaps, over the part of the canvas that is no axis.
    const isIn = hits > canvas.height * 0.25;
    if (isIn && !wasIn) lines++;
    wasIn = isIn;
  }
  return lines;
}

it.each(CHARTS.map(({ id }) => id))('on %s', async (id) => {
  await page.viewport(1440, 900);
  const spec = CHARTS.find((chart) => chart.id === id)!;
  const written: string[] = [];
  const spy = vi.spyOn(CanvasRenderingContext2D.prototype, 'fillText');
  spy.mockImplementation((text) => void written.push(text));
  try {
    const lab = await render(
      <div style={{ width: 1200 }}>
        <LiveChart spec={spec} large />
      </div>,
      { draft: settingsFrom('micro') },
    );
    const { session, client, host } = lab;
    await doing(() => {
      session.train();
      client().opened();
    });
    // Half of the changes while cloning, half while learning, all of them apart from each other.
    const isWarm = spec.table === 'warm';
    for (const [i, changes] of CHANGES.entries())
      await doing(() => {
        for (let n = 0; n < 10; n++) {
          const update = 10 * i + n + 1;
          if (isWarm) session.history.addWarm(update, { 'warm/loss': 1 / update });
          else if (spec.table === 'evaluation') session.history.addEvaluation(update, { 'val/success_rate': 0.5 }, 64);
          else session.history.addUpdate(update, { 'episode/success_rate': 0.5, 'actor/entropy': 0.3 });
        }
        client().emit({ kind: 'changed', update: isWarm ? 0 : 10 * (i + 1), turn: 0, changes });
      });
    await doing(() => session.history.addUpdate(100, {}));
    if (isWarm) await doing(() => session.history.addWarm(100, { 'warm/loss': 0 }));
    const colour = getComputedStyle(host).getPropertyValue('--series-2');
    const shade = document.createElement('span');
    shade.style.color = colour;
    host.append(shade);
    await expect
      .poll(() => uprightLines(host.querySelector('canvas')!, getComputedStyle(shade).color))
      .toBe(CHANGES.length);
    // Drawn last: everything on it.
    written.length = 0;
    await doing(() => session.history.addMark({ update: 100, label: '', short: 'the end' }));
    await expect.poll(() => NAMES.filter((name) => !written.includes(name))).toEqual([]);
  } finally {
    spy.mockRestore();
  }
});
