/** A chart as a file: the menu by keyboard, what is in each format, and that a browser opens the drawing. */
import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { settingsFrom } from '../../src/core/settings.ts';
import { experimentsOf, lineOf } from '../../src/store/library/compare.ts';
import { CHARTS } from '../../src/ui/charts/catalogue.ts';
import { inkIn, inksOf } from '../../src/ui/charts/export/ink.ts';
import { svgOf } from '../../src/ui/charts/export/figure-svg.ts';
import { pngOf } from '../../src/ui/charts/export/picture.ts';
import { LiveChart } from '../../src/ui/charts/LiveChart.tsx';
import { strandOf } from '../../src/ui/runs/overlay.ts';
import { overlayFigure } from '../../src/ui/runs/overlay-figure.ts';
import { csvOf, jsonOf } from '../../src/ui/runs/overlay-numbers.ts';
import type { RunRecord } from '../../src/store/library/run-record.ts';
import { doing, render, type Rendered } from './ui-render.tsx';

const spec = CHARTS.find(({ id }) => id === 'held-out')!;

async function chart(): Promise<Rendered> {
  const lab = await render(
    <div style={{ width: 420 }}>
      <LiveChart spec={spec} large />
    </div>,
  );
  await doing(() => {
    [0.25, 0.5, 0.75].forEach((rate, i) => lab.session.history.addEvaluation(i * 5, { 'val/success_rate': rate }, 64));
  });
  return lab;
}

/** What the page hands out while `act` is done: name and bytes of each file. */
async function saved(act: () => Promise<void>): Promise<{ name: string; blob: Blob }> {
  let blob: Blob | undefined;
  let name = '';
  const makeUrl = URL.createObjectURL.bind(URL);
  const spies = [
    vi.spyOn(URL, 'createObjectURL').mockImplementation((one) => {
      blob = one as Blob;
      return makeUrl(one);
    }),
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function press(this: HTMLAnchorElement) {
      name = this.download;
    }),
  ];
  await act();
  await expect.poll(() => name).not.toBe('');
  for (const spy of spies) spy.mockRestore();
  return { name, blob: blob! };
}

const choose = async (format: string): Promise<void> => {
  await page.getByRole('button', { name: 'Save Held-out tasks solved' }).click();
  await page.getByRole('button', { name: format }).click();
};

it('opens and closes by keyboard, and gives the focus back', async () => {
  await chart();
  const button = page.getByRole('button', { name: 'Save Held-out tasks solved' });
  button.element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('dialog', { name: 'Save Held-out tasks solved' })).toBeVisible();
  await expect.poll(() => document.activeElement?.textContent).toContain('PNG');
  await userEvent.keyboard('{Tab}');
  expect(document.activeElement?.textContent).toContain('SVG');
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => document.activeElement).toBe(button.element());
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
});

it('SVG: well-formed, without scripts or references to elsewhere, with the chart’s words and shapes', async () => {
  await chart();
  const { name, blob } = await saved(() => choose('SVG'));
  expect([name, blob.type]).toEqual(['turnlab-held-out.svg', 'image/svg+xml']);
  const drawing = new DOMParser().parseFromString(await blob.text(), 'image/svg+xml');
  expect(drawing.querySelector('parsererror')).toBeNull();
  const found = (selector: string): number => drawing.querySelectorAll(selector).length;
  expect([found('.curves path'), found('.curves circle'), found('.bands path')]).toEqual([1, 3, 1]);
  expect([found('script'), found('image'), found('foreignObject'), found('use')]).toEqual([0, 0, 0, 0]);
  const texts = [...drawing.querySelectorAll('text')].map((one) => one.textContent);
  for (const word of ['Held-out tasks solved', 'solved', '95 % interval', 'update', 'share of tasks', '100 %', '10'])
    expect(texts).toContain(word);
});

it('PNG: twice what is seen, on the background of the theme, with ink where the curve is', async () => {
  const { host } = await chart();
  const { name, blob } = await saved(() => choose('PNG'));
  expect([name, blob.type]).toEqual(['turnlab-held-out.png', 'image/png']);
  const bitmap = await createImageBitmap(blob);
  expect(bitmap.width).toBe(2 * host.querySelector('figure')!.clientWidth);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const ctx = canvas.getContext('2d')!;
  ctx.drawImage(bitmap, 0, 0);
  const { data } = ctx.getImageData(0, 0, bitmap.width, bitmap.height);
  const { paper, live } = inksOf(host.querySelector('figure')!);
  const hex = (at: number): string =>
    `#${[...data.subarray(at, at + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  expect(hex(0)).toBe(paper.background.hex);
  let curve = 0;
  for (let at = 0; at < data.length; at += 4) if (hex(at) === live.line.hex) curve += 1;
  expect(curve).toBeGreaterThan(200);
});

it('CSV and JSON hold every number', async () => {
  await chart();
  const csv = await saved(() => choose('CSV'));
  expect(csv.name).toBe('turnlab-held-out.csv');
  expect((await csv.blob.text()).split('\n').slice(0, 2)[0]).toBe('update,value,low,high,tasks');
  const json = await saved(() => choose('JSON'));
  expect(json.name).toBe('turnlab-held-out.json');
  expect(JSON.parse(await json.blob.text())).toMatchObject({
    chart: 'held-out',
    update: [0, 5, 10],
    value: [0.25, 0.5, 0.75],
    tasks: [64, 64, 64],
  });
});

it('compared runs: dashes, ghost of the smoothed line, names with what needs escaping', async () => {
  const lab = await chart();
  const began = settingsFrom('micro');
  const experiment = experimentsOf([
    { id: 'a', name: 'calm <otter> & "co"', colour: 1, dash: 1, began, changes: [] } as unknown as RunRecord,
  ])[0]!;
  const points = [1, 2, 3, 4].map((update) => ({
    at: { updates: update, turns: update * 10, tokens: update * 1000, seconds: update },
    value: update / 5,
  }));
  const curves = { heldOut: points, success: points, length: points, tokens: points, entropy: points };
  const strand = strandOf(experiment, lineOf([curves], 'success', 'tokens'), 0.8);
  const figure = lab.host.querySelector('figure')!;
  const svg = svgOf(
    overlayFigure(
      CHARTS.find(({ id }) => id === 'success')!,
      [strand],
      'tokens',
      {
        width: 500,
        plotHeight: 160,
        paper: inksOf(figure).paper,
        inkOf: () => inkIn(figure, 'var(--series-2)'),
      },
    ),
  );
  const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(drawing.querySelector('parsererror')).toBeNull();
  const paths = [...drawing.querySelectorAll('.curves path')];
  expect(paths.map((path) => path.getAttribute('stroke-dasharray'))).toEqual([null, '7 4']);
  expect(drawing.querySelector('.legend text')!.textContent).toContain('calm <otter> & "co"');
  expect([...drawing.querySelectorAll('.x-axis text')].map((one) => one.textContent)).toContain('2K');
  expect((await pngOf(svg)).length).toBeGreaterThan(5000);
  expect(csvOf([strand], 'tokens').split('\n')[1]).toBe('"calm <otter> & ""co""",1,1000,0.2,,');
  expect(JSON.parse(jsonOf(spec, [strand], 'tokens'))).toMatchObject({
    lines: [{ tokens: [1000, 2000, 3000, 4000], value: [0.2, 0.4, 0.6, 0.8], low: [null, null, null, null] }],
  });
});
