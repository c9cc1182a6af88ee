/** The real thing in a real browser: the page, the worker, the engine. Sizes are small; nothing is faked. */
import { chromium, expect, test, type Page } from '@playwright/test';
import { launchOptions } from '../../scripts/browser.mjs';

/** A model that learns nothing much but goes through every stage in seconds. */
const TINY =
  'v=1&preset=nano&env=bandit&width=16&heads=1&kv-heads=1&mlp-width=32&groups=2&group-size=2&warm-max-updates=2&eval-episodes=8&seeds=1';

const open = (page: Page, extra: string) => page.goto(`/#${TINY}&${extra}`);
const status = (page: Page) => page.getByRole('contentinfo');

test('trains on the CPU from a cold page to the end, then again from a new seed', async ({ page }) => {
  await open(page, 'backend=cpu&updates=4');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(status(page)).toContainText(/4 of 4/, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await expect(page.getByRole('figure', { name: /held-out/i })).toContainText(/of 8|n = 8|8 tasks/i);
  await page.getByRole('button', { name: /new seed/i }).click();
  await page.getByRole('button', { name: 'Train again' }).click();
  await expect(status(page)).toContainText(/4 of 4/, { timeout: 60_000 });
});

test('draws its charts where the browser reports a language that Intl refuses', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true }),
  );
  await open(page, 'backend=cpu&updates=2');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('figure', { name: /held-out/i }).locator('canvas')).toBeVisible();
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await page
    .getByRole('checkbox', { name: /^Compare / })
    .first()
    .check();
  await expect(page.locator('canvas').first()).toBeVisible();
  expect(errors).toEqual([]);
});

test('trains through WebGPU, survives a lost device and says what it cost', async ({ page }) => {
  await open(page, 'backend=webgpu&updates=400');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(status(page)).toContainText('WebGPU', { timeout: 60_000 });
  await expect(status(page)).toContainText(/[2-9] of 400/, { timeout: 60_000 });
  await status(page).getByRole('button', { name: 'About this device' }).click();
  await page.getByRole('button', { name: /lose the device/i }).click();
  await expect(page.getByText(/device was lost/i).first()).toBeVisible({ timeout: 60_000 });
  const before = Number(/(\d+) of 400/.exec((await status(page).textContent()) ?? '')?.[1]);
  await expect
    .poll(async () => Number(/(\d+) of 400/.exec((await status(page).textContent()) ?? '')?.[1]), { timeout: 60_000 })
    .toBeGreaterThan(before);
});

test('pause holds, step does one update, reset starts over', async ({ page }) => {
  // No evaluation: a step from inside one would end with it, at the same update.
  await open(page, 'backend=cpu&updates=100000&warm-start=false&eval-every=1000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(status(page)).toContainText(/[1-9]\d* of 100,?000/, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  const read = async () =>
    Number(/([\d,]+) of 100,?000/.exec((await status(page).textContent()) ?? '')?.[1]?.replaceAll(',', ''));
  const held = await read();
  await page.waitForTimeout(400);
  expect(await read()).toBe(held);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(read).toBe(held + 1);
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeVisible();
});

test('without WebGPU it says so in one sentence and trains on the CPU', async ({ baseURL }) => {
  const options = await launchOptions();
  // Headless Chromium has no adapter unless this flag allows the software one.
  const browser = await chromium.launch({
    ...options,
    args: (options.args ?? []).filter((flag) => !flag.includes('webgpu')),
  });
  const page = await browser.newPage({ baseURL: baseURL! });
  await open(page, 'updates=2');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByText(/training runs on the CPU/i).first()).toBeVisible({ timeout: 60_000 });
  await expect(status(page)).toContainText('CPU');
  await expect(status(page)).toContainText(/2 of 2/, { timeout: 60_000 });
  await browser.close();
});
