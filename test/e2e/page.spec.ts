/** The built page as a person meets it: nothing trains here (train.spec.ts does that). */
import { gzipSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, expectClean, expectCleanLooks } from './clean.ts';

const FIRST_LOAD_BYTES = 160_000;

async function opened(page: Page, hash = ''): Promise<void> {
  await page.goto(`/${hash}`);
  await expect(page.getByRole('heading', { level: 1, name: 'turnlab' })).toBeVisible();
  await expect(page.getByRole('img', { name: /The agent stands/ })).toBeVisible();
}

test('opens cold: says what it is, offers Train, asks nobody else, complains about nothing', async ({
  page,
  baseURL,
}) => {
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== baseURL) foreign.push(request.url());
  });
  await opened(page);
  await expect(page.getByText('learns by trial and error')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
  await expect(page.getByText('Nothing leaves this device')).toBeVisible();
  await expect(page).toHaveTitle(/turnlab/);
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(await page.locator('meta[name=description]').getAttribute('content')).toMatch(/trial and error/);
  expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
});

test('the first load stays within its budget', async ({ page }) => {
  let bytes = 0;
  const bodies: Promise<void>[] = [];
  page.on('response', (response) => {
    if (!/\.(?:js|css|html)$|\/$/.test(new URL(response.url()).pathname)) return;
    bodies.push(response.body().then((body) => void (bytes += gzipSync(body).length)));
  });
  await opened(page);
  await Promise.all(bodies);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1440, 390, 320])
    test(`no accessibility violation and no sideways scrolling: ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await opened(page);
      await openSettings(page);
      await expectClean(page);
    });

/** A run that takes seconds: it learns nothing, but fills every panel. */
const TINY =
  '#v=1&preset=nano&backend=cpu&width=16&heads=1&kv-heads=1&mlp-width=32&groups=2&group-size=2&warm-max-updates=2&eval-episodes=8&updates=3&seeds=1';

test('no accessibility violation and no sideways scrolling once a run has filled every panel', async ({ page }) => {
  await opened(page, TINY);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'What it wrote' })).toBeVisible();
  await expectCleanLooks(page);
  await page.getByRole('button', { name: 'Uncertainty', exact: true }).click();
  await expect(page.getByRole('heading', { name: /Token by token/ })).toBeVisible();
  await expect(page.getByText(/Computed from [\d,]+ recorded turns/)).toBeVisible();
  await expectCleanLooks(page);
});

/** Unfolds the settings and every group in them. */
async function openSettings(page: Page): Promise<void> {
  const toggle = page.getByRole('button', { name: 'Settings', exact: true });
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  await page.evaluate(() => document.querySelectorAll('details').forEach((group) => (group.open = true)));
}

test('no accessibility violation in the help sheet, an explanation and a table', async ({ page }) => {
  // Not the world of the recorded run, so that nothing is shown before training.
  await opened(page, '#v=1&level=1');
  const check = async (): Promise<void> => {
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Help and shortcuts' })).toBeVisible();
  await check();
  await page.getByRole('button', { name: 'About Held-out tasks solved' }).click();
  await expect(page.getByRole('dialog')).toContainText('Wilson');
  await check();
  await page.getByRole('button', { name: 'View Uncertainty as a table' }).click();
  await expect(page.getByRole('dialog')).toContainText('No data yet');
  await check();
});

test('by keyboard alone: Train comes early, a slider moves, an explanation opens and closes, focus stays visible', async ({
  page,
}) => {
  await opened(page);
  const focused = page.locator(':focus');
  const tabTo = async (name: RegExp, most: number): Promise<void> => {
    for (let presses = 0; presses < most; presses++) {
      await page.keyboard.press('Tab');
      const label = await focused.evaluate((e) => e.getAttribute('aria-label') ?? e.textContent ?? '');
      if (name.test(label)) return;
    }
    throw new Error(`${name} was not reached in ${most} presses of Tab.`);
  };
  await tabTo(/^Train$/, 10);
  await expect(focused).toHaveCSS('outline-style', 'solid');
  await tabTo(/^Recovery, slider$/, 30);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('textbox', { name: 'Recovery', exact: true })).toHaveValue('0.35');
  await tabTo(/^About Held-out tasks solved$/, 60);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('never learns from');
  await page.keyboard.press('Escape');
  await expect(focused).toHaveAccessibleName('About Held-out tasks solved');
  await tabTo(/^Held-out tasks solved: read values$/, 4);
});

test('a link carries the settings; what is wrong in it is told, never silently taken', async ({ page }) => {
  await opened(page, '#v=1&preset=nano&seed=7&temperature=9&env=mars&colour=red');
  await expect(page.getByRole('combobox', { name: 'Preset' })).toHaveValue('nano');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('7');
  for (const words of [
    'Some parts of the link',
    'Temperature: 9 became 2',
    '“mars” is not a choice',
    'setting “colour”',
  ])
    await expect(page.getByText(words)).toBeVisible();
});

test('the address bar follows the settings, and a copy of it opens the same lab', async ({ page, context }) => {
  await opened(page);
  await page.getByRole('textbox', { name: 'Clip high', exact: true }).fill('0.4');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Seed' }).fill('42');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#v=1&clip-high=0\.4&seed=42$/);
  const copy = await context.newPage();
  await copy.goto(page.url());
  await expect(copy.getByRole('textbox', { name: 'Seed' })).toHaveValue('42');
  await expect(copy.getByRole('textbox', { name: 'Clip high', exact: true })).toHaveValue('0.4');
});

test('works offline after the first visit', async ({ page, context }) => {
  await opened(page);
  // waitForFunction would take the promise itself for a yes.
  const isKept = (): Promise<boolean> =>
    page.evaluate(async () => {
      const kept = new Set((await (await caches.open('turnlab')).keys()).map(({ url }) => url));
      const names: string[] = await (await fetch('files.json')).json();
      const areKept = names.every((name) => kept.has(new URL(name, document.baseURI).href));
      return areKept && navigator.serviceWorker.controller !== null;
    });
  await expect.poll(isKept).toBe(true);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('img', { name: /The agent stands/ })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Help and shortcuts' })).toBeVisible();
});

test('who wants no motion gets none: the expert waits for a press', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await opened(page, '#v=1&level=1');
  await expect(page.getByTitle('Go on by itself')).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Turn on show' })).toHaveAttribute('aria-valuetext', 'Start');
});

test('the theme is chosen and remembered', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await opened(page);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: /^Theme: as the system/ }).click();
  await page.getByRole('button', { name: /^Theme: light/ }).click();
  expect(await background()).not.toBe(light);
  const dark = await background();
  await page.reload();
  expect(await background()).toBe(dark);
});

test('blocked storage is no obstacle', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await opened(page);
  await page.getByRole('button', { name: /^Theme:/ }).click();
  await expect(page.getByRole('button', { name: /^Theme: light/ })).toBeVisible();
});
