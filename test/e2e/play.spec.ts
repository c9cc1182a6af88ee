/** The Play view on the built page: played by hand and by keyboard, watched under every player, with own data and bad input. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, expectCleanLooks } from './clean.ts';

/** Trains in seconds. */
const TINY =
  'v=1&preset=nano&env=numberline&backend=cpu&width=16&heads=2&kv-heads=2&mlp-width=32&groups=2&group-size=2&max-new-tokens=16&warm-max-updates=2&eval-episodes=8&eval-every=1';

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const numbers = (page: Page) => page.getByRole('region', { name: /./ }).filter({ hasText: 'Return' }).locator('dl');
const turns = (page: Page) => page.getByRole('list', { name: 'Turns, newest first' }).locator('> li');
const say = async (page: Page, action: string): Promise<void> => {
  await page.getByLabel('Any action').fill(action);
  await page.keyboard.press('Enter');
};

async function open(page: Page, place: string): Promise<void> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`/#v=1&play=${place}`);
  await expect(page.getByRole('heading', { name: 'What you can do' })).toBeVisible();
  expect(faults).toEqual([]);
}

/** In every look; the page is wide again afterwards. */
async function clean(page: Page): Promise<void> {
  await expectCleanLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('is a view of its own with a link of its own; going elsewhere and back keeps the episode', async ({ page }) => {
  await page.goto('/');
  await button(page, 'Play').click();
  await expect(page.getByRole('heading', { name: 'What you can do' })).toBeVisible();
  await expect(page).toHaveURL(/play=house\.0\.train\.0$/);
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'GridPush' });
  await page.getByRole('combobox', { name: /^Tasks/ }).selectOption({ label: 'validation' });
  await page.getByLabel('Task seed').fill('12');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/play=push\.0\.val\.12$/);
  await expect(page.getByLabel('Task seed')).toBeFocused();
  await page.getByRole('list', { name: 'What you can do' }).getByRole('button').first().click();
  await expect(turns(page)).toHaveCount(1);
  await button(page, 'Lab').click();
  await expect(page).not.toHaveURL(/play=/);
  await button(page, 'Play').click();
  await expect(turns(page)).toHaveCount(1);
  await page.getByLabel('Task seed').fill('twelve');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Task seed')).toHaveValue('12');
});

test('a task is played to its end by keyboard alone, and every turn is judged and spoken', async ({ page }) => {
  await open(page, 'house.0.train.3');
  await expect(numbers(page)).toContainText('0 of');
  const actions = page.getByRole('list', { name: 'What you can do' });
  await actions.getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(actions.getByRole('button').nth(1)).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(turns(page)).toHaveCount(1);
  // The focus stays among the actions, whatever became of the one that was pressed.
  await expect(actions.locator(':focus')).toHaveCount(1);
  await expect(page.locator('output[aria-live]').filter({ hasText: 'Turn 1, You: ' })).toHaveCount(1);
  await say(page, 'walk to the moon');
  await expect(turns(page).first()).toContainText('not possible');
  await expect(page.getByLabel('Any action')).toBeFocused();

  // Space lets the expert take over; "." is one turn; R and N are the same and the next task.
  await page.getByRole('radio', { name: 'Expert' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('.');
  await expect(turns(page)).toHaveCount(3);
  await expect(turns(page).first()).toContainText('thinks: ');
  await page.keyboard.press('r');
  await expect(turns(page)).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'fast' });
  await page.getByRole('heading', { name: 'What you can do' }).click();
  await page.keyboard.press('Space');
  await expect(page.getByText(/^Solved after \d+ turns?\.$/)).toBeVisible();
  await expect(button(page, 'Play again')).toBeEnabled();
  await page.keyboard.press('n');
  await expect(page.getByLabel('Task seed')).toHaveValue('4');
  await expect(turns(page)).toHaveCount(0);
});

test('a person who plays is not shown the answer; an onlooker is', async ({ page }) => {
  await open(page, 'number.1.train.2');
  const picture = page.getByRole('img', { name: /^A hidden number/ });
  await expect(picture).not.toHaveAccessibleName(/does not know that it is/);
  await page.getByRole('checkbox', { name: 'Show in the picture what the player is not told' }).check();
  await expect(picture).toHaveAccessibleName(/does not know that it is \d+/);
  await page.getByText('What an agent sees of this').click();
  await expect(page.getByText(/<task> find number from .* <hist> <obs> no guess <adm> number/)).toBeVisible();
});

test('long lists are narrowed, entries that stand for many are written over', async ({ page }) => {
  await open(page, 'house.2.train.3');
  await page.getByRole('searchbox', { name: 'Narrow the list of actions' }).fill('inv');
  const actions = page.getByRole('list', { name: 'What you can do' }).getByRole('button');
  await expect(actions).toHaveText(['inventory']);
  await page.getByRole('searchbox', { name: 'Narrow the list of actions' }).fill('zeppelin');
  await expect(page.getByText('No possible action holds “zeppelin”.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: '20 questions' });
  await button(page, /^ask property/).click();
  await page.keyboard.type('small');
  await expect(page.getByLabel('Any action')).toHaveValue('ask small');
  await page.keyboard.press('Enter');
  await expect(turns(page).first()).toContainText('ask small');
  await expect(turns(page).first()).toContainText('effective');
});

test('no text is too bad for it', async ({ page }) => {
  await open(page, 'search.0.train.1');
  await page.getByText('What an agent sees of this').click();
  await say(page, 'x'.repeat(100_000));
  await expect(turns(page).first()).toContainText('(100,000 characters)');
  await page.getByLabel('Any action').evaluate((field: HTMLInputElement) => {
    field.value = '\u0000\u001b[2J\u202eanswer';
  });
  await page.getByLabel('Any action').press('Enter');
  await expect(turns(page).first()).toContainText('␀␛[2J');
  await expect(turns(page).first()).toContainText('not possible');
  await expect(page.getByText(/\d+ tokens, with the last/)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a link to a task that is none is told, and the nearest level is played', async ({ page }) => {
  await page.goto('/#v=1&play=lake.9.val.3');
  await expect(page.getByRole('alert')).toContainText('has no level 9');
  await expect(page.getByRole('heading', { name: 'What you can do' })).toBeVisible();
  await page.goto('/#v=1&play=castle.0.val.3');
  await expect(page.getByText('There is no task “castle.0.val.3” to play')).toBeVisible();
});

test('every environment can be watched under chance and the expert, and looks right to a screen reader', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await open(page, 'bandit.0.train.0');
  const options = await page.getByRole('combobox', { name: 'Environment' }).getByRole('option').allTextContents();
  expect(options.length).toBeGreaterThanOrEqual(14);
  for (const label of options) {
    await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label });
    for (const player of ['Chance', 'Expert']) {
      await button(page, 'Restart').click();
      await page.getByRole('radio', { name: player }).check();
      await button(page, 'One turn').click();
      await expect(turns(page)).toHaveCount(1);
    }
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expectAccessible(page);
  }
});

test('an agent of a kept run plays from a worker, also while training goes on', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto(`/#${TINY}&updates=100000`);
  await button(page, 'Play').click();
  await page.getByRole('radio', { name: 'Trained agent' }).check();
  await expect(page.getByText('No run of NumberLine has a checkpoint yet.', { exact: false })).toBeVisible();
  await expect(button(page, 'One turn')).toBeDisabled();
  await clean(page);
  await button(page, 'Go to the Lab').click();
  await button(page, 'Train').click();
  await expect(page.getByRole('contentinfo')).toContainText(/update\s*[1-9]/, { timeout: 60_000 });
  await button(page, 'Play').click();
  await page.getByRole('radio', { name: 'Trained agent' }).check();
  await expect(page.getByText('Training goes on meanwhile.', { exact: false })).toBeVisible({ timeout: 60_000 });
  await button(page, 'One turn').click();
  await expect(turns(page)).toHaveCount(1, { timeout: 60_000 });
  await expect(turns(page).first()).toContainText('The agent');
  await expect(page.getByText(/It plays as it was at (its warm start|update \d+), temperature/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'fast' });
  await button(page, 'Play').last().click();
  await expect(page.getByText(/^(Solved after|Not solved:) /)).toBeVisible({ timeout: 60_000 });
  await clean(page);
  await button(page, 'Lab').click();
  await button(page, 'Pause').click();
});

test('own passages: bad lines are named, good ones are searched, answered, watched and never sent', async ({
  page,
}) => {
  const asked: string[] = [];
  await open(page, 'house.0.train.0');
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.getByText('Your own data').click();
  const text = page.getByRole('textbox', { name: 'Your data' });
  const alert = page.getByRole('alert');
  const good =
    '{"id": "p1", "title": "Mill", "text": "Built by Anna Kraus."}\n{"question": "Who built it?", "answer": "Anna Kraus"}';
  for (const [bad, told] of [
    ['{"id": ', 'Line 3 of the corpus: it is not JSON.'],
    ['{"id": "p1", "title": "t", "text": "x"}', 'the id "p1" is that of line 1 already'],
    ['{"title": "t", "text": "x"}', 'Line 3 of the corpus: "id" is missing.'],
    ['{"question": "why?"}', 'Line 3 of the corpus: the question has no "answer".'],
  ] as const) {
    await text.fill(`${good}\n${bad}`);
    await button(page, 'Read it and play').click();
    await expect(alert).toContainText(told);
    // Nothing is lost: neither the text nor what was being played.
    await expect(text).toHaveValue(`${good}\n${bad}`);
    await expect(page.getByRole('combobox', { name: 'Environment' })).toHaveValue('house');
  }
  const file = page.getByLabel('File with your data');
  await file.setInputFiles({ name: 'latin.txt', mimeType: 'text/plain', buffer: Buffer.from([0x61, 0xff, 0xfe]) });
  await expect(alert).toContainText('“latin.txt” is not text in UTF-8.');
  await file.setInputFiles({ name: 'mine.jsonl', mimeType: 'text/plain', buffer: Buffer.from(good) });
  await button(page, 'Read it and play').click();
  await expect(page.getByText('Read: 1 passage, 1 question.', { exact: false })).toContainText(
    'To train on it, three different tasks are the least.',
  );
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Environment' })).toHaveValue(/^own-search-[0-9a-f]{16}$/);
  await expect(page.getByRole('heading', { name: 'Answer a question by searching the passages' })).toBeFocused();
  await expect(page).not.toHaveURL(/play=/);
  await button(page, /^search words/).click();
  await page.keyboard.type('who built the mill?');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'What you see' })).toHaveText('[1] Mill: Built by Anna Kraus.');
  await clean(page);
  await say(page, 'answer anna  KRAUS.');
  await expect(page.getByText('Solved after 2 turns.', { exact: true })).toBeVisible();
  // The field is gone for this episode; the next thing to press has the focus.
  await expect(button(page, 'Next task').last()).toBeFocused();
  await page.getByRole('radio', { name: 'Expert' }).check();
  await button(page, 'Play again').click();
  await expect(page.getByText(/^Solved after/)).toBeVisible();
  expect(asked.filter((line) => !line.startsWith('GET http://127.0.0.1:4173/'))).toEqual([]);
});

test('own words and own things are played from their examples', async ({ page }) => {
  await open(page, 'house.0.train.0');
  await page.getByText('Your own data').click();
  for (const [kind, title] of [
    ['Words (Wordle)', 'Own Wordle: 12 words of 5 letters'],
    ['Things (20 questions)', 'Own 20 questions: 10 things, 7 properties'],
  ] as const) {
    await page.getByRole('combobox', { name: 'What it is' }).selectOption({ label: kind });
    await button(page, 'Take the example').click();
    await button(page, 'Read it and play').click();
    await expect(page.getByRole('combobox', { name: 'Environment' }).locator('option:checked')).toHaveText(title);
    await page.getByRole('radio', { name: 'Expert' }).check();
    await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'fast' });
    await button(page, 'Play').last().click();
    await expect(page.getByText(/^Solved after/)).toBeVisible();
  }
  await page.getByRole('textbox', { name: 'Your data' }).fill('house\nmouse\nsky');
  await page.getByRole('combobox', { name: 'What it is' }).selectOption({ label: 'Words (Wordle)' });
  await button(page, 'Read it and play').click();
  await expect(page.getByRole('alert')).toContainText('Line 3 of the list: "sky" has 3 letters');
});

test('own words are trained on, survive a reload with their run, and its agent plays them', async ({ page }) => {
  const title = 'Own Wordle: 12 words of 5 letters';
  const chosen = page.getByRole('combobox', { name: 'Environment' }).locator('option:checked');
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(
    `/#${TINY.replace('env=numberline', 'env=lake').replace('max-new-tokens=16', 'max-new-tokens=24')}&seeds=1&updates=1`,
  );
  await button(page, 'Play').click();
  await page.getByText('Your own data').click();
  await page.getByRole('combobox', { name: 'What it is' }).selectOption({ label: 'Words (Wordle)' });
  await button(page, 'Take the example').click();
  await clean(page);
  await button(page, 'Train on it').click();
  await expect(chosen).toHaveText(title);
  // Another environment, and back.
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'Lake' });
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: title });
  await button(page, 'Train').click();
  await expect(button(page, 'Train again')).toBeVisible({ timeout: 60_000 });
  await expectCleanLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page).toHaveURL(/env=own-wordle-[0-9a-f]{16}/);

  await page.reload();
  await expect(page.getByText('somebody’s own data, which links do not carry')).toBeVisible();
  await button(page, 'Runs').click();
  await page
    .getByRole('button', { expanded: false })
    .filter({ hasText: /^[a-z]+ [a-z]+$/ })
    .click();
  await expect(page.getByText(`${title} level 0`)).toContainText('its bundle contains your own data (data.txt)');
  await expect(page.getByText('somebody’s own data, which links do not carry')).toHaveCount(0);
  await button(page, 'Verify').click();
  await expect(page.getByText(/^Verified: trained again/)).toBeVisible({ timeout: 60_000 });
  await button(page, 'Open').click();
  await expect(chosen).toHaveText(title);
  await expect(page.getByRole('heading', { name: 'What it wrote' })).toBeVisible();
  await button(page, 'Play').click();
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: title });
  await page.getByRole('radio', { name: 'Agent' }).check();
  await expect(page.getByRole('combobox', { name: 'Run' }).locator('option:checked')).toContainText('update 1');
  await button(page, 'Play').last().click();
  await expect(page.getByText('It plays as it was at update 1', { exact: false })).toBeVisible();
  await expect(turns(page).first()).toBeVisible();
  expect(faults).toEqual([]);
});
