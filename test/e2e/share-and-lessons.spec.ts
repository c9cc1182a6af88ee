/** Teacher links, the recorded run and a guided lesson on the built page. The lesson trains for real, on the CPU. */
import { expect, test, type Page } from '@playwright/test';
import { expectClean } from './clean.ts';

const recorded = (page: Page) => page.getByRole('region', { name: 'Recorded run' });

test('the first paint shows a recorded run that says so, and it ends with the first touch of the run controls', async ({
  page,
}) => {
  await page.goto('/');
  await expect(recorded(page)).toContainText(/Recorded \d+ \w+ 20\d\d: MiniHouse level 0, preset Micro, seed 0/);
  await expect(page.getByText(/nats per token: cloning update \d+/).first()).toBeAttached();
  await expect(page.getByText(/^Held-out tasks solved, share of tasks: update \d+/)).toBeAttached();
  await expect(page.getByRole('heading', { name: 'What it wrote' })).toBeVisible();
  await expectClean(page);
  await page.getByRole('textbox', { name: 'Seed' }).fill('8');
  await page.keyboard.press('Enter');
  await expect(recorded(page)).toHaveCount(0);
  await expect(page.getByText('The expert at work')).toBeVisible();
  await expect(page.getByText(/^Held-out tasks solved: no data yet/)).toBeAttached();
});

test('who wants no motion sees the recorded run whole and at rest', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await expect(recorded(page).getByRole('button', { name: 'Play again' })).toBeVisible();
  const said = page.getByText(/^Held-out tasks solved, share of tasks: update \d+/);
  const first = await said.textContent();
  await page.waitForTimeout(1500);
  expect(await said.textContent()).toBe(first);
});

test('a link for a class is made in the page, and opens with what it hides and locks', async ({ page, context }) => {
  await page.goto('/#v=1&level=1');
  await page.getByRole('button', { name: 'Share' }).click();
  const sheet = page.getByRole('dialog', { name: 'Share this lab' });
  await sheet.getByText('For a class: hide or lock controls').click();
  await sheet.getByText('Model', { exact: true }).click();
  await sheet.getByRole('combobox', { name: 'All of Model' }).selectOption('hidden');
  await sheet.getByText('Run controls', { exact: true }).click();
  await sheet.getByRole('combobox', { name: 'Preset' }).selectOption('locked');
  await expectClean(page);
  const link = await sheet.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(link).toMatch(
    /#v=1&level=1&hide=width,layers,heads,kv-heads,mlp-width,memory-budget,recompute,precision&lock=preset$/,
  );
  const theirs = await context.newPage();
  await theirs.goto(link);
  await expect(theirs.getByRole('combobox', { name: 'Preset' })).toBeDisabled();
  await expect(theirs.getByRole('heading', { name: 'Warm start', exact: true })).toBeVisible();
  await expect(theirs.getByRole('heading', { name: 'Model', exact: true })).toHaveCount(0);
  await theirs.reload();
  await expect(theirs.getByRole('combobox', { name: 'Preset' })).toBeDisabled();
});

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const)
  test(`embedded, it is the lab alone: ${colorScheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 700 });
    await page.goto('/#v=1&level=1&embed=1');
    await expect(page.getByRole('img', { name: /The agent stands/ })).toBeVisible();
    await expect(page.getByRole('banner')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Settings' })).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Open it in turnlab' })).toHaveAttribute('href', '#v=1&level=1');
    await expectClean(page);
  });

test('a hostile link does no harm and is told about', async ({ page }) => {
  const junk = Array.from({ length: 200 }, (_, i) => `x${i}=%3Cimg%20src=x%20onerror=alert(1)%3E`).join('&');
  await page.goto(`/#v=7&hide=__proto__&seed=1e99&lesson=%3Cscript%3E&${junk}`);
  await expect(page.getByText('Some parts of the link were not usable.')).toBeVisible();
  await expect(page.getByText('more parts of the link were left out')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('4294967295');
  expect(await page.locator('img[src=x]').count()).toBe(0);
});

test('a lesson by keyboard alone: guess, train on the real lab, and the outcome against the guess', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await page.goto('/#v=1&backend=cpu&lesson=policy-gradient');
  const lesson = page.getByRole('complementary', { name: 'Words are drawn by chance' });
  await expect(lesson).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Words are drawn by chance' })).toBeFocused();
  const press = async (name: string): Promise<void> => {
    await page.getByRole('complementary').getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
  };
  await press('Next');
  await expect(page).toHaveURL(/lesson=policy-gradient&step=2$/);
  await expect(page.getByRole('status').filter({ hasText: 'Step 2 of 5: Your guess first.' })).toBeAttached();
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /It rises/ })).toBeChecked();
  await expectClean(page);
  await press('Next');
  await press('Set it up and train');
  await expect(page.getByRole('combobox', { name: 'Preset' })).toHaveValue('nano');
  // Nothing blocks the lab meanwhile.
  await page.getByRole('button', { name: 'About Turns per episode' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Done. Go on to see what came out.')).toBeVisible({ timeout: 240_000 });
  await press('Next');
  await expect(page.getByText(/It solved \d+ % after imitation and \d+ % after 15 updates\./)).toBeVisible();
  await expect(page.getByText(/As you guessed:|You guessed:/)).toBeVisible();
  await expectClean(page);
  await press('Close the lesson');
  await expect(page.getByRole('complementary')).toHaveCount(0);
  await page.getByRole('button', { name: 'Put mine back' }).click();
  await expect(page.getByRole('combobox', { name: 'Preset' })).toHaveValue('micro');
});

test('lessons are listed, one press away, and an unknown one in a link is told', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/#lesson=no-such');
  await expect(page.getByText('There is no lesson “no-such”.')).toBeVisible();
  await expectClean(page);
  await page.getByRole('button', { name: /^Going round in circles/ }).click();
  await expect(page.getByRole('heading', { name: 'A turn can be lost' })).toBeFocused();
  await expectClean(page);
});
