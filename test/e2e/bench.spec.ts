/** "Measure this device" on the built page: its worker's lazily loaded parts arrive, measure, and the sheet stays clean. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { PEERS, type Peer } from '../../src/bench/options.ts';
import { bytesToLoad } from '../../src/bench/peers/parcels.ts';
import { PEER_WORDS } from '../../src/ui/bench/words.ts';
import { expectClean, expectCleanLooks } from './clean.ts';

// Two shared cores; TensorFlow.js and onnxruntime-web compile for a while.
test.describe.configure({ timeout: 240_000 });
// It would answer for the site before a test can.
test.use({ serviceWorkers: 'block' });

const FILES: Readonly<Record<Peer, RegExp>> = {
  'jax-js': /\/(?:peer-jax-js|jax)-/,
  tfjs: /\/(?:peer-tensorflow|tfjs)-/,
  'onnxruntime-web': /\/(?:peer-onnxruntime|ort[-.])/,
};
/** The open sheet, with tiny sizes, these benchmarks and these peers chosen. */
async function opened(page: Page, benchmarks: readonly string[], peers: readonly Peer[]): Promise<Locator> {
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('button', { name: 'Measure this device' }).click();
  const sheet = page.getByRole('dialog', { name: 'Measure this device' });
  await expect(sheet.getByText(/^CPU · \d+ cores · Chrome\/\d+$/)).toBeVisible();
  for (const box of await sheet.getByRole('group', { name: 'What' }).getByRole('checkbox').all()) await box.uncheck();
  for (const name of benchmarks) await sheet.getByRole('checkbox', { name }).check();
  for (const peer of PEERS)
    await sheet.getByRole('checkbox', { name: PEER_WORDS[peer].name }).setChecked(peers.includes(peer));
  await sheet.getByRole('combobox', { name: 'Sizes' }).selectOption('tiny');
  return sheet;
}

async function measured(sheet: Locator): Promise<void> {
  await sheet.getByRole('button', { name: 'Measure', exact: true }).press('Enter');
  await expect(sheet.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expectClean(sheet.page());
  await expect(sheet.getByText('Measured.')).toBeVisible({ timeout: 90_000 });
}

test('measures alone at tiny sizes without loading anybody, accessible in every look', async ({ page }) => {
  const peers: string[] = [];
  page.on('request', (request) => request.url().includes('/peer-') && peers.push(request.url()));
  const sheet = await opened(page, ['Matrix products', 'Row statistics'], []);
  await expectCleanLooks(page);
  await measured(sheet);
  await expect(sheet.getByRole('region', { name: 'Matrix products: figures' }).getByRole('row')).toHaveCount(7);
  await expect(sheet.getByRole('textbox', { name: 'Report' })).toHaveValue(/matmul 32×32×32 NN, per product/);
  expect(peers).toEqual([]);
});

test('compares with every library, which come from this site and are as large as it says', async ({
  page,
  baseURL,
}) => {
  const loaded = new Set<string>();
  page.on('request', (request) => {
    if (new URL(request.url()).protocol.startsWith('http')) loaded.add(request.url());
  });
  const sheet = await opened(page, ['Row statistics'], PEERS);
  await measured(sheet);
  const rows = sheet.getByRole('region', { name: 'Row statistics: comparisons' }).getByRole('row');
  await expect(rows).toHaveCount(6);
  await expect(sheet.getByRole('listitem').filter({ hasText: 'only its WebGPU backend is installed' })).toBeVisible();
  await expectCleanLooks(page);
  expect([...loaded].filter((url) => new URL(url).origin !== baseURL)).toEqual([]);
  for (const peer of PEERS) {
    let bytes = 0;
    for (const url of loaded) if (FILES[peer].test(url)) bytes += (await (await page.request.get(url)).body()).length;
    const share = bytes / bytesToLoad(peer, ['webgpu', 'cpu']);
    expect([peer, share > 0.9 && share < 1.1, share]).toEqual([peer, true, share]);
  }
});

test('a library that does not arrive is left out with the reason, and the others are compared', async ({ page }) => {
  await page.route(/peer-tensorflow/, (route) => route.abort());
  const sheet = await opened(page, ['Row statistics'], ['jax-js', 'tfjs']);
  await measured(sheet);
  await expect(sheet.getByText(/^tfjs, everything \(WebGPU.*\): it could not be loaded/)).toBeVisible();
  await expect(sheet.getByRole('cell', { name: /^[\d.,]+× ?jax-js/ })).toHaveCount(2);
  await expect(sheet.getByRole('cell', { name: /tfjs/ })).toHaveCount(0);
  await expect(sheet.getByRole('textbox', { name: 'Report' })).toHaveValue(/tfjs skipped: it could not be loaded/);
});
