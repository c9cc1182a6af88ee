/** An experiment of two seeds on the built page: real worker, real storage, tiny models. */
import { expect, test, type Page } from '@playwright/test';
import { expectCleanLooks } from './clean.ts';

test.describe.configure({ timeout: 240_000 });

const TINY =
  'v=1&preset=nano&env=numberline&backend=cpu&seeds=2&width=16&heads=2&kv-heads=2&mlp-width=32&groups=2&group-size=2&max-new-tokens=16&warm-max-updates=2&eval-episodes=8';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

async function trained(page: Page): Promise<void> {
  await expect(button(page, 'Train again')).toBeVisible({ timeout: 120_000 });
}

test('two seeds train one after the other and are one entry, one line and one band; each seed verifies by itself', async ({
  page,
}) => {
  await page.goto(`/#${TINY}&updates=3&seed=4&eval-every=1`);
  await expect(page.getByRole('combobox', { name: 'Number of seeds' })).toHaveValue('2');
  await button(page, 'Train').click();
  await expect(page).toHaveTitle(/seed 2\/2/, { timeout: 120_000 });
  await trained(page);
  const legend = page.getByText(/mean of 2 finished seeds \(4, 5\): \d+ % \(\d+ % to \d+ %\)/).first();
  await expect(legend).toBeVisible();
  await expect(page.getByText('Seed 2 of 2 is done.', { exact: false })).toBeAttached();
  await button(page, 'View Held-out tasks solved as a table').click();
  await expect(page.getByRole('columnheader', { name: 'mean of 2 finished seeds (4, 5)' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expectCleanLooks(page);

  await button(page, 'Reset').click();
  await expect(legend).toHaveCount(0);
  await button(page, 'Runs').click();
  const box = page.getByRole('checkbox', { name: /^Compare / });
  await expect(box).toHaveCount(1);
  await expect(page.getByText('2 of 2 seeds finished')).toBeVisible();
  await expect(page.getByText(/n = 2 seeds$/)).toBeVisible();
  const name = (await box.getAttribute('aria-label'))!.replace('Compare ', '');
  await box.check();
  await expect(page.getByText('2 runs in 1 line')).toBeVisible();
  await button(page, name).click();
  const seeds = page.getByRole('list', { name: `Seeds of ${name}` });
  await expect(seeds.getByRole('listitem')).toHaveCount(2);
  await button(page, 'Seed 5').click();
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  expect(file.suggestedFilename()).toMatch(/^turnlab-[a-z-]+-seed-5\.zip$/);
  await button(page, 'Verify').click();
  await expect(page.getByText(/Verified: trained again, it has the same weights/)).toBeVisible({ timeout: 60_000 });
  await expectCleanLooks(page);

  await button(page, 'Delete').click();
  await button(page, `Delete ${name}, 2 seeds`).click();
  await expect(page.getByText('No runs yet.', { exact: false })).toBeVisible();
  // One seed's bundle comes back as a run by itself.
  await page.locator('input[type=file]').setInputFiles(await file.path());
  await expect(button(page, `${name} · seed 5`)).toBeVisible();
});

test('a reload in the second seed: it is offered to go on, and the experiment is whole in the end', async ({
  page,
}) => {
  await page.goto(`/#${TINY}&updates=40&eval-every=10`);
  await button(page, 'Train').click();
  await expect(page).toHaveTitle(/seed 2\/2 · [1-9]/, { timeout: 120_000 });
  await page.goto('about:blank');
  await page.goto(`/#${TINY}&updates=40&eval-every=10`);
  await expect(page.getByText(/· seed 1” was interrupted/)).toBeVisible();
  await button(page, 'Resume').click();
  await trained(page);
  await expect(page.getByText(/mean of 2 finished seeds \(0, 1\)/).first()).toBeVisible();
  await button(page, 'Runs').click();
  await expect(page.getByRole('checkbox', { name: /^Compare / })).toHaveCount(1);
  await expect(page.getByText('2 of 2 seeds finished')).toBeVisible();
});
