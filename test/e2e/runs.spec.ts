/** Runs are kept: through a reload, in another tab, out to a file and back. Real worker, real storage, tiny models. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { expectCleanLooks } from './clean.ts';

// Each trains several runs; on two cores shared with others that takes a while.
test.describe.configure({ timeout: 240_000 });

const TINY =
  'v=1&preset=nano&env=numberline&backend=cpu&width=16&heads=2&kv-heads=2&mlp-width=32&groups=2&group-size=2&max-new-tokens=16&warm-max-updates=2&eval-episodes=8&eval-every=1&seeds=1';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const status = (page: Page) => page.getByRole('contentinfo');
const updatesDone = async (page: Page): Promise<number> =>
  Number(/update\s*([\d,]+) of/.exec((await status(page).textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? 0);

async function open(page: Page, extra: string): Promise<void> {
  await page.goto(`/#${TINY}&${extra}`);
  await expect(button(page, 'Train')).toBeVisible();
}

/** Trains a run to its end and resolves to its name, with the Runs view open and the run unfolded. */
async function trainToEnd(page: Page): Promise<string> {
  await button(page, 'Train').click();
  await expect(button(page, 'Train again')).toBeVisible({ timeout: 60_000 });
  await button(page, 'Runs').click();
  const name = await page.getByRole('checkbox', { name: /^Compare / }).getAttribute('aria-label');
  return name!.replace('Compare ', '');
}

async function exported(page: Page): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  expect(download.suggestedFilename()).toMatch(/^turnlab-[a-z0-9-]+\.zip$/);
  return readFileSync(await download.path());
}

test('a reload in the middle of training loses seconds at most: the page offers to resume, and the run goes on', async ({
  page,
}) => {
  await open(page, 'updates=100000');
  await button(page, 'Train').click();
  await expect.poll(() => updatesDone(page), { timeout: 60_000 }).toBeGreaterThan(3);
  const before = await updatesDone(page);
  // As a killed tab would: nothing is told to the page.
  await page.waitForTimeout(5000);
  await page.goto('about:blank');
  await page.goto(`/#${TINY}&updates=100000`);
  await expect(page.getByText(/was interrupted at update [\d]+/)).toBeVisible();
  const offered = Number(/at update (\d+)/.exec((await page.getByText(/was interrupted/).textContent()) ?? '')?.[1]);
  expect(offered).toBeGreaterThanOrEqual(before);
  await button(page, 'Resume').click();
  await expect.poll(() => updatesDone(page), { timeout: 60_000 }).toBeGreaterThan(offered + 2);
  await button(page, 'Pause').click();
  await expect(button(page, 'Continue')).toBeVisible();
  await button(page, 'Runs').click();
  await expect(page.getByRole('checkbox', { name: /^Compare / })).toHaveCount(1);
  await expect(page.getByText('open', { exact: true })).toBeVisible();
});

test('a run goes out to a file, is deleted, comes back, and goes out again to the same bytes', async ({ page }) => {
  await open(page, 'updates=3');
  const name = await trainToEnd(page);
  await button(page, 'Reset').click();
  await button(page, name).click();
  const first = await exported(page);
  await button(page, 'Delete').click();
  await button(page, `Delete ${name}`).click();
  await expect(page.getByText('No runs yet.', { exact: false })).toBeVisible();
  const input = page.locator('input[type=file]');
  await input.setInputFiles({ name: 'cut.zip', mimeType: 'application/zip', buffer: first.subarray(0, 2000) });
  await expect(page.getByRole('alert')).toContainText('cut off or damaged');
  await input.setInputFiles({ name: 'run.zip', mimeType: 'application/zip', buffer: first });
  await expect(page.getByRole('alert')).toHaveCount(0);
  await button(page, name).click();
  expect(Buffer.compare(await exported(page), first)).toBe(0);
  await button(page, 'Verify').click();
  await expect(page.getByText(/Verified: trained again, it has the same weights/)).toBeVisible({ timeout: 60_000 });
  await button(page, 'Open').click();
  await expect(status(page)).toContainText('3 of 3');
});

test('two tabs: one trains, the other says so and may train once the first stands still', async ({ page, context }) => {
  await open(page, 'updates=100000');
  await button(page, 'Train').click();
  await expect.poll(() => updatesDone(page), { timeout: 60_000 }).toBeGreaterThan(1);
  const other = await context.newPage();
  await open(other, 'updates=2&seed=1');
  await button(other, 'Train').click();
  await expect(other.getByText('turnlab is training in another tab.')).toBeVisible();
  await page.bringToFront();
  await button(page, 'Pause').click();
  await expect(button(page, 'Continue')).toBeVisible();
  await other.bringToFront();
  await button(other, 'Continue').click();
  await expect(status(other)).toContainText('2 of 2', { timeout: 60_000 });
  await button(other, 'Runs').click();
  await expect(other.getByRole('checkbox', { name: /^Compare / })).toHaveCount(2);
});

test('where nothing may be kept the page says so in one sentence, trains, and still exports', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  });
  await open(page, 'updates=2');
  const name = await trainToEnd(page);
  await expect(page.getByText('does not let the page keep anything on the disk')).toBeVisible();
  await button(page, name).click();
  expect((await exported(page)).length).toBeGreaterThan(10_000);
});

test('no accessibility violation and no sideways scrolling, with runs compared and tools unfolded', async ({
  page,
}) => {
  await open(page, 'updates=3');
  const name = await trainToEnd(page);
  await button(page, 'Reset').click();
  await page.getByRole('textbox', { name: 'Seed' }).fill('5');
  await page.keyboard.press('Enter');
  await button(page, 'Train').click();
  await expect(button(page, 'Train again')).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => {
    location.hash = location.hash.replace('seed=5', 'seed=6&recipe=gigpo');
  });
  await button(page, 'Train again').click();
  await expect(page.getByRole('checkbox', { name: /^Compare / })).toHaveCount(3);
  for (const box of await page.getByRole('checkbox', { name: /^Compare / }).all()) await box.check();
  await button(page, name).click();
  await button(page, 'Delete').click();
  await expect(page.getByText('3 runs in 2 lines')).toBeVisible();
  await expectCleanLooks(page);
});
