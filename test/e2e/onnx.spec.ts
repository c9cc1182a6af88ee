/** policy.onnx on the built page: saved, opened again by onnxruntime-web, played, and charts saved as files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

// Trains a run first; on two cores shared with others that takes a while.
test.describe.configure({ timeout: 240_000 });

const TINY =
  'v=1&preset=nano&env=numberline&backend=cpu&width=16&heads=2&kv-heads=2&mlp-width=32&groups=2&group-size=2&max-new-tokens=16&warm-max-updates=2&eval-episodes=8&eval-every=1&updates=2&seeds=1';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

/** Trains a run, and opens the Runs view with it unfolded. */
async function withRun(page: Page): Promise<string> {
  await page.goto(`/#${TINY}`);
  await button(page, 'Train').click();
  await expect(button(page, 'Train again')).toBeVisible({ timeout: 60_000 });
  await button(page, 'Runs').click();
  const name = (await page.getByRole('checkbox', { name: /^Compare / }).getAttribute('aria-label'))!;
  await button(page, name.replace('Compare ', '')).click();
  return name.replace('Compare ', '');
}

/** Axe finds nothing. */
async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((n) => n.target)])).toEqual([]);
}

async function saved(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('the build holds two WebAssembly files, onnxruntime for ONNX policies and for the bench, and offline use asks for neither', () => {
  const dist = resolve(import.meta.dirname, '../../dist');
  const wasm = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wasm'));
  expect(wasm).toHaveLength(2);
  for (const name of wasm) expect(name).toContain('ort-wasm');
  expect(existsSync(resolve(dist, 'files.json'))).toBe(true);
  expect(readFileSync(resolve(dist, 'files.json'), 'utf8')).not.toContain('.wasm');
});

test('a run’s policy.onnx: saved, opened again by onnxruntime-web with our logits, played; nothing from elsewhere', async ({
  page,
  context,
}) => {
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  const name = await withRun(page);
  expect(asked.filter((url) => url.includes('.wasm'))).toEqual([]);
  await button(page, 'ONNX').click();
  const sheet = page.getByRole('dialog', { name: `${name} as ONNX` });
  const first = await saved(page, () => sheet.getByRole('button', { name: 'Save policy.onnx' }).click());
  expect(first.name).toMatch(/^turnlab-[a-z0-9-]+\.onnx$/);
  const again = await saved(page, () => sheet.getByRole('button', { name: 'Save policy.onnx' }).click());
  expect(Buffer.compare(first.bytes, again.bytes)).toBe(0);

  await sheet.getByRole('button', { name: 'Compare with our engine' }).click();
  await expect(sheet.getByText(/That is rounding: both compute the same policy/)).toBeVisible({ timeout: 60_000 });
  const difference = Number(/logit: ([\d.e-]+)/.exec((await sheet.textContent()) ?? '')?.[1]);
  expect(difference).toBeLessThanOrEqual(1e-4);

  await sheet.getByLabel('Tasks', { exact: true }).fill('6');
  await sheet.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(sheet.getByText(/\d+ % solved/)).toBeVisible({ timeout: 60_000 });
  await expect(sheet.getByText(/n = 6\) in NumberLine level 0/)).toBeVisible();
  expect(asked.some((url) => url.endsWith('.wasm'))).toBe(true);
  const origin = new URL(page.url()).origin;
  expect(asked.filter((url) => /^(https?|wss?):/.test(url) && !url.startsWith(origin))).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  await clean(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 320, height: 900 });
  await clean(page);
});

test('an ONNX file plays another environment, can be stopped, and what is no policy is told in one sentence', async ({
  page,
}) => {
  await withRun(page);
  await button(page, 'ONNX').click();
  const { bytes } = await saved(page, () => page.getByRole('button', { name: 'Save policy.onnx' }).click());
  await page.keyboard.press('Escape');
  await button(page, 'Open ONNX').click();
  const sheet = page.getByRole('dialog', { name: 'Open an ONNX policy' });
  const input = sheet.getByLabel('ONNX policy to open');
  const file = (name: string, buffer: Buffer) => ({ name, buffer, mimeType: 'application/octet-stream' });
  await input.setInputFiles(file('cat.onnx', Buffer.from('a photograph of a cat')));
  await expect(sheet.getByRole('alert')).toContainText('This is not an ONNX model.');
  await input.setInputFiles([
    file('p.onnx', bytes),
    file('tokenizer.json', Buffer.from('{"model":{"vocab":{"a":0}}}')),
  ]);
  await expect(sheet.getByRole('alert')).toContainText('vocabulary of this ONNX model is not one of turnlab’s');
  await input.setInputFiles(file('policy.onnx', bytes));
  await expect(sheet.getByRole('alert')).toHaveCount(0);
  await sheet.getByLabel('Environment').selectOption({ value: 'bandit' });
  await sheet.getByLabel('Tasks', { exact: true }).fill('900');
  await sheet.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(sheet.getByText(/turn 1/)).toBeVisible({ timeout: 60_000 });
  await sheet.getByRole('button', { name: 'Stop' }).click();
  await expect(sheet.getByRole('progressbar')).toHaveCount(0);
  await sheet.getByLabel('Tasks', { exact: true }).fill('3');
  await sheet.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(sheet.getByText(/n = 3\) in Bandit level 0/i)).toBeVisible({ timeout: 60_000 });
  await clean(page);
});

test('without a network onnxruntime cannot be had, and the page says so', async ({ page, context }) => {
  await context.route('**/*.wasm', (route) => route.abort());
  await withRun(page);
  await button(page, 'ONNX').click();
  await button(page, 'Compare with our engine').click();
  await expect(page.getByRole('alert')).toContainText('onnxruntime-web could not be loaded', { timeout: 60_000 });
});

test('charts are saved as PNG and SVG, live and compared', async ({ page }) => {
  const name = await withRun(page);
  await page.getByRole('checkbox', { name: `Compare ${name}` }).check();
  await button(page, 'Save Held-out tasks solved, compared').click();
  const svg = await saved(page, () => page.getByRole('button', { name: /^SVG/ }).click());
  expect(svg.name).toBe('turnlab-compare-held-out.svg');
  expect(svg.bytes.toString()).toContain(name);
  await button(page, 'Lab').click();
  await button(page, 'Save Held-out tasks solved').click();
  await expect(page.getByRole('button', { name: /^PNG/ })).toBeVisible();
  await clean(page);
  const png = await saved(page, () => page.getByRole('button', { name: /^PNG/ }).click());
  expect(png.name).toBe('turnlab-held-out.png');
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
});
