/** A chart without sight and without a mouse: its words, its probe, its table; and that it draws at all. */
import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CHARTS } from '../../src/ui/charts/catalogue.ts';
import { LiveChart } from '../../src/ui/charts/LiveChart.tsx';
import { doing, render, type Rendered } from './ui-render.tsx';

function chart(id: string): Promise<Rendered> {
  const spec = CHARTS.find((c) => c.id === id);
  if (!spec) throw new Error(id);
  return render(
    <div style={{ width: 420 }}>
      <LiveChart spec={spec} large />
    </div>,
  );
}

const fill = ({ session }: Rendered): Promise<void> =>
  doing(() => {
    [0.25, 0.5, 0.75].forEach((rate, i) => session.history.addEvaluation(i * 5, { 'val/success_rate': rate }, 64));
  });

it('says what will come, then the newest value, its interval and the change', async () => {
  const lab = await chart('held-out');
  await expect.element(page.getByText('no data yet', { exact: false })).toBeInTheDocument();
  await fill(lab);
  await expect
    .element(page.getByText('update 10: 75 % (63 % to 84 %, n = 64), up from 25 %. 3 points.', { exact: false }))
    .toBeInTheDocument();
});

it('draws the curve on its canvas', async () => {
  const lab = await chart('held-out');
  await fill(lab);
  await expect.poll(() => inked(lab.host)).toBeGreaterThan(500);
});

/** Pixels that are not transparent. */
function inked(host: HTMLElement): number {
  const canvas = host.querySelector('canvas');
  const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  return pixels.filter((value, i) => i % 4 === 3 && value > 0).length;
}

it('is read by keyboard: Tab to it, arrows, Home and End', async () => {
  const lab = await chart('held-out');
  await fill(lab);
  const probe = page.getByRole('slider', { name: 'Held-out tasks solved: read values' });
  await expect.element(probe).toHaveAttribute('aria-valuetext', 'update 10: 75 % (63 % to 84 %, n = 64)');
  probe.element().focus();
  await userEvent.keyboard('{ArrowLeft}');
  await expect.element(probe).toHaveAttribute('aria-valuetext', 'update 5: 50 % (38 % to 62 %, n = 64)');
  await userEvent.keyboard('{Home}');
  await expect.element(probe).toHaveAttribute('aria-valuetext', 'update 0: 25 % (16 % to 37 %, n = 64)');
  await userEvent.keyboard('{End}');
  await expect.element(probe).toHaveAttribute('aria-valuetext', 'update 10: 75 % (63 % to 84 %, n = 64)');
});

it('reads the same by mouse as by keyboard; a tap is a mouse to a page', async () => {
  const lab = await chart('held-out');
  await fill(lab);
  const over = (): HTMLElement | null => lab.host.querySelector<HTMLElement>('.u-over');
  await expect.poll(over).not.toBeNull();
  const value = (): string | null | undefined => lab.host.querySelector('[class*="value"]')?.textContent;
  const probe = page.getByRole('slider', { name: 'Held-out tasks solved: read values' });
  const { left, top, width, height } = over()!.getBoundingClientRect();
  // The axis runs from 0 to 10; update 5 is in its middle.
  const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true };
  over()!.dispatchEvent(new MouseEvent('mouseenter', at));
  over()!.dispatchEvent(new MouseEvent('mousemove', at));
  await expect.poll(value).toBe('update 5: 50 % (38 % to 62 %, n = 64)');
  await expect.element(probe).toHaveAttribute('aria-valuetext', 'update 5: 50 % (38 % to 62 %, n = 64)');
});

it('hides the canvas from assistive technology', async () => {
  const lab = await chart('entropy');
  await doing(() => lab.session.history.addUpdate(1, { 'actor/entropy': 0.3 }));
  await expect.poll(() => lab.host.querySelector('canvas')).not.toBeNull();
  expect(lab.host.querySelector('canvas')?.closest('[aria-hidden="true"]')).not.toBeNull();
});

it('opens as a table with the newest row first and every row as a file', async () => {
  const lab = await chart('held-out');
  await fill(lab);
  await userEvent.click(page.getByRole('button', { name: 'View Held-out tasks solved as a table' }));
  const rows = page.getByRole('row');
  await expect.poll(() => rows.elements().map((row) => row.textContent)).toHaveLength(4);
  expect(rows.elements()[1]?.textContent).toBe('100.750.6320.8464');
  const file = page.getByRole('link', { name: 'Download all as CSV' }).element().getAttribute('href') ?? '';
  expect(decodeURIComponent(file).split('\n')).toHaveLength(5);
});

it('explains itself: meaning, healthy range, formula', async () => {
  await chart('kl');
  await userEvent.click(page.getByRole('button', { name: 'About Drift from the warm start' }));
  for (const words of ['how differently', 'Healthy:', 'Formula:'])
    await expect.element(page.getByText(words, { exact: false }).first()).toBeVisible();
});
