/** What every view and sheet has to keep: no accessibility violation and no scrolling sideways, in any look. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export type Look = readonly ['light' | 'dark', width: number];

const WIDE_AND_NARROW: readonly Look[] = [
  ['light', 1440],
  ['dark', 320],
];

/** Colours on their way from one look to the other have no contrast to speak of; no change of look takes longer than this. */
const CHANGE_OF_LOOK_MS = 500;

export async function expectAccessible(page: Page): Promise<void> {
  await page.waitForTimeout(CHANGE_OF_LOOK_MS);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((n) => n.target)])).toEqual([]);
}

/** The page as it is now. */
export async function expectClean(page: Page): Promise<void> {
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );
}

/** The page in each look; it stays in the last one. */
export async function expectCleanLooks(page: Page, looks = WIDE_AND_NARROW): Promise<void> {
  for (const [colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await expectClean(page);
  }
}
