/** "Measure this device" on the built page: its worker's lazily loaded part arrives, measures, and the sheet stays clean. */
import { expect, test } from '@playwright/test';
import { expectClean, expectCleanLooks } from './clean.ts';

test('measures at tiny sizes, and sheet and results are accessible in every look', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('button', { name: 'Measure this device' }).click();
  const sheet = page.getByRole('dialog', { name: 'Measure this device' });
  await expect(sheet.getByText(/^CPU · \d+ cores · Chrome\/\d+$/)).toBeVisible();
  await expectCleanLooks(page);
  for (const name of ['Policy-gradient step', 'Writing tokens', 'Training step', 'Control of thinking'])
    await sheet.getByRole('checkbox', { name }).uncheck();
  await sheet.getByRole('combobox', { name: 'Sizes' }).selectOption('tiny');
  await sheet.getByRole('button', { name: 'Measure', exact: true }).press('Enter');
  await expect(sheet.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expectClean(page);
  await expect(sheet.getByText('Measured.')).toBeVisible({ timeout: 60_000 });
  await expect(sheet.getByRole('region', { name: 'Matrix products: figures' }).getByRole('row')).toHaveCount(7);
  await expect(sheet.getByRole('textbox', { name: 'Report' })).toHaveValue(/matmul 32×32×32 NN, per product/);
  await expectCleanLooks(page);
});
