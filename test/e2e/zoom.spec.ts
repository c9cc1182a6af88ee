/** Every page and sheet at 200 % zoom and at 320 pixels, in both themes: nothing for axe to find, nothing to scroll sideways. */
import { expect, test, type Page } from '@playwright/test';
import { expectClean } from './clean.ts';

const TINY =
  '#v=1&preset=nano&env=numberline&backend=cpu&seeds=2&width=16&heads=2&kv-heads=2&mlp-width=32&groups=2&group-size=2&max-new-tokens=16&warm-max-updates=2&eval-episodes=8&updates=2';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

async function expectCleanThemes(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectClean(page);
  }
}

// Zoomed to 200 %, a window has half its pixels in CSS, each of two by two on the screen.
for (const [name, width, height] of [
  ['200 % of 1440 × 900', 720, 450],
  ['200 % of 1280 × 720', 640, 360],
  ['320 px', 320, 900],
] as const)
  test.describe(name, () => {
    test.use({ viewport: { width, height }, deviceScaleFactor: 2 });

    test('every view, with two trained seeds in them', async ({ page }) => {
      test.setTimeout(300_000);
      await page.goto(`/${TINY}`);
      await expect(button(page, 'Train')).toBeVisible();
      await expectCleanThemes(page);
      await button(page, 'Train').click();
      await expect(button(page, 'Train again')).toBeVisible({ timeout: 120_000 });
      await expect(page.getByText(/mean of 2 finished seeds/).first()).toBeAttached();
      await expectCleanThemes(page);
      await button(page, 'Settings').click();
      await page.evaluate(() => document.querySelectorAll('details').forEach((group) => (group.open = true)));
      await expectCleanThemes(page);
      await button(page, 'Uncertainty').click();
      await expect(page.getByText(/Computed from [\d,]+ recorded turns/)).toBeVisible();
      await expectCleanThemes(page);
      await button(page, 'Runs').click();
      const box = page.getByRole('checkbox', { name: /^Compare / });
      await box.check();
      await button(page, (await box.getAttribute('aria-label'))!.replace('Compare ', '')).click();
      await button(page, 'Seed 1').click();
      await expect(page.getByRole('heading', { name: 'Held-out tasks solved' })).toBeVisible();
      await expectCleanThemes(page);
      await button(page, 'Ablate').click();
      await page.getByText('A question of your own').click();
      await button(page, 'Lay it out').click();
      await expect(button(page, 'Start study')).toBeVisible();
      await expectCleanThemes(page);
      await button(page, 'Play').click();
      await expect(page.getByRole('heading', { name: 'What you can do' })).toBeVisible();
      await expectCleanThemes(page);
    });

    test('every sheet and a lesson', async ({ page }) => {
      test.setTimeout(240_000);
      await page.goto('/#v=1&level=1');
      await expect(button(page, 'Train')).toBeVisible();
      for (const [key, dialog] of [
        ['?', 'Help and shortcuts'],
        ['s', 'Share this lab'],
        ['b', 'Measure this device'],
      ] as const) {
        await page.keyboard.press(key);
        await expect(page.getByRole('dialog', { name: dialog })).toBeVisible();
        await page.evaluate(() => document.querySelectorAll('details').forEach((group) => (group.open = true)));
        await expectCleanThemes(page);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
      await button(page, 'About seeds').click();
      await expect(page.getByRole('dialog')).toContainText('luck');
      await expectCleanThemes(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('l');
      await expect(page.getByRole('complementary')).toBeVisible();
      await expectCleanThemes(page);
      await page.goto('/#v=1&level=1&lesson=loops&step=2');
      await expect(page.getByRole('complementary')).toBeVisible();
      await expectCleanThemes(page);
      await page.goto('/#v=1&level=1&embed=1');
      await page.reload();
      await expect(page.getByRole('link', { name: 'Open it in turnlab' })).toBeVisible();
      await expectCleanThemes(page);
    });
  });
