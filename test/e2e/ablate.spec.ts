/** A study on the built page: the real worker trains its cells; it is paused, the page reloaded, and it goes on to the end. */
import { expect, test, type Page } from '@playwright/test';
import { expectCleanLooks, type Look } from './clean.ts';

/** Small enough for seconds a cell, slow enough to be interrupted. */
const SMALL =
  '#v=1&preset=nano&backend=cpu&width=16&heads=1&kv-heads=1&mlp-width=32&group-size=4&warm-max-updates=4&eval-every=1&eval-episodes=96&max-new-tokens=24&seed=3';

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const over = async (page: Page): Promise<number> =>
  Number(/(\d) of 4 runs are over/.exec((await page.locator('main').textContent()) ?? '')?.[1]);

const LOOKS: readonly Look[] = [
  ['light', 1440],
  ['dark', 390],
  ['light', 320],
];

async function clean(page: Page): Promise<void> {
  await expectCleanLooks(page, LOOKS);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('a 2 × 2 study is laid out, paused, reloaded, continued and read', async ({ page }) => {
  test.setTimeout(480_000);
  await page.goto(`/${SMALL}`);
  await button(page, 'Ablate').click();
  await page.getByText('A question of your own').click();
  await page.getByRole('textbox', { name: 'Threshold ε: values' }).fill('0.05, 0.1');
  await page.getByRole('combobox', { name: 'Second knob' }).selectOption({ label: 'Threshold η' });
  await page.getByRole('textbox', { name: 'Threshold η: values' }).fill('0.002, 0.004');
  await page.getByRole('textbox', { name: 'Seeds' }).fill('0');
  await page.getByRole('textbox', { name: 'A run ends after' }).fill('2');
  await button(page, 'Lay it out').click();
  await expect(page.getByText('4 runs, 8 updates, 1 warm start')).toBeVisible();
  await expect(page.getByText('assumed: two CPU cores')).toBeVisible();
  await clean(page);

  await button(page, 'Start study').click();
  await expect.poll(() => over(page), { timeout: 120_000, intervals: [50] }).toBeGreaterThan(0);
  // In the middle of a run: its held-out look takes longer than a press.
  await expect(page.getByText('update 1 of 2')).toBeVisible({ timeout: 60_000 });
  await button(page, 'Pause study').click();
  await expect(button(page, 'Continue study')).toBeVisible();
  const finished = await over(page);
  expect(finished).toBeLessThan(4);

  await page.reload();
  await button(page, 'Ablate').click();
  await expect(page.getByRole('heading', { name: 'Threshold ε × Threshold η' })).toBeVisible();
  expect(await over(page)).toBe(finished);
  await button(page, 'Continue study').click();
  await expect(page.getByText('measured on the runs of this study')).toBeVisible();
  await expect.poll(() => over(page), { timeout: 200_000 }).toBe(4);

  const cells = button(page, /^ε 0\.\d+, η 0\.\d+: \d+\.\d %, n = 1\. Runs$/);
  await expect(cells).toHaveCount(4);
  await cells.first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Runs of ε 0.05, η 0.004' })).toBeVisible();
  await clean(page);
  await button(page, 'As lines').click();
  await expect(cells).toHaveCount(4);
  await clean(page);
  await button(page, 'As lines').click();
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'JSON').click()]);
  expect(file.suggestedFilename()).toBe('Threshold-ε-Threshold-η.jsonl');
  const lines = await file.path();
  await page.locator('input[type="file"]').first().setInputFiles(lines);
  await expect(page.getByRole('heading', { name: /^Results of / })).toBeVisible();
  await expect(cells).toHaveCount(4);
  await button(page, 'Close this file').click();

  await cells.first().click();
  await button(page, 'Curves in Runs').click();
  // Nothing was begun twice, and nothing empty was left behind.
  await expect(page.getByRole('checkbox', { name: /^Compare / })).toHaveCount(4);
  await expect(page.getByRole('checkbox', { name: /^Compare /, checked: true })).toHaveCount(1);
});
