/** The Uncertainty view: its lanes in words and numbers, its thresholds by mouse and keyboard, and what they would change. */
import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Rng } from '../../src/core/rng.ts';
import { settingsFrom } from '../../src/core/settings.ts';
import type { Trajectory } from '../../src/rollout/trajectory.ts';
import { App } from '../../src/ui/App.tsx';
import { QUANTITIES } from '../../src/ui/uncertainty/quantities.ts';
import UncertaintyView from '../../src/ui/uncertainty/UncertaintyView.tsx';
import { playEpisode, WORDS } from './fake-client.ts';
import { doing, render, type Rendered } from './ui-render.tsx';

const played = (): Trajectory =>
  playEpisode({ env: 'house', level: 0, split: 'train', seed: 5 }, 0.4, new Rng(1, 'episode'));
const draft = { ...settingsFrom('micro'), window: 1, minThink: 3, epsilon: 1e-3, eta: 1e-3, peakGuard: true };

const shown = (trajectory: Trajectory): Promise<Rendered> =>
  render(<UncertaintyView />, { draft, words: WORDS, episode: { update: 4, trajectory, advantage: [] } });
const line = (name: string) => page.getByRole('slider', { name, exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
/** The value beside a quantity's symbol. */
const valueOf = (host: HTMLElement, symbol: string): string | undefined =>
  [...host.querySelectorAll('dt')].find((dt) => dt.textContent === symbol)?.nextElementSibling?.textContent ??
  undefined;

beforeEach(() => page.viewport(1440, 900));

it('is a view beside the lab, reached from the header, and says at first what will come', async () => {
  const { client, session } = await render(<App />, { draft });
  await userEvent.click(button('Uncertainty'));
  await expect.element(page.getByRole('heading', { name: 'Where does the agent hesitate?' })).toBeVisible();
  await expect.element(button('Uncertainty')).toHaveAttribute('aria-current', 'page');
  await doing(() => {
    session.train();
    client().opened();
    client().episode(0.4);
    session.flush();
  });
  await expect.element(page.getByRole('heading', { name: 'Token by token: turn 1' })).toBeVisible();
  await userEvent.click(button('Lab'));
  await expect.element(page.getByRole('heading', { name: 'How it learns' })).toBeInTheDocument();
});

it('gives the same numbers of a token by keyboard and by mouse', async () => {
  const trajectory = played();
  const { host } = await shown(trajectory);
  const response = trajectory.turns[0]!.response;
  const tokens = page.getByRole('button', { name: /: M \d/ });
  tokens.first().element().focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  const byKeyboard = ['token', 'M', 'H', 'C', 'Δ', 'mean Δ'].map((symbol) => valueOf(host, symbol));
  expect(byKeyboard.slice(0, 2)).toEqual([`3: ${WORDS[response.ids[2]!]}`, response.uncertainty[2]?.toFixed(3)]);
  expect(document.activeElement?.getAttribute('aria-label')).toContain(`M ${byKeyboard[1]}, H ${byKeyboard[2]}`);
  await userEvent.hover(tokens.nth(1));
  await expect.poll(() => valueOf(host, 'token')).toBe(`2: ${WORDS[response.ids[1]!]}`);
  await userEvent.hover(tokens.nth(2));
  await expect
    .poll(() => ['token', 'M', 'H', 'C', 'Δ', 'mean Δ'].map((symbol) => valueOf(host, symbol)))
    .toEqual(byKeyboard);
});

/** The middle of a column of the drawing over the words, touched. */
function touch(host: HTMLElement, lane: string, column: number, columns: number): void {
  const area = [...host.querySelectorAll('section')]
    .find((section) => section.getAttribute('aria-labelledby') === lane)!
    .querySelector<HTMLElement>('[class*="marks"]')!;
  const { left, top, width, height } = area.getBoundingClientRect();
  const at = { clientX: left + ((column + 0.5) * width) / columns, clientY: top + height / 2 };
  area.dispatchEvent(new PointerEvent('pointerdown', { ...at, pointerType: 'touch', bubbles: true }));
}

it('gives the same numbers of a token by touching the drawing', async () => {
  const trajectory = played();
  const { host } = await shown(trajectory);
  const symbols = ['token', 'M', 'H', 'C', 'Δ', 'mean Δ'];
  const tokens = page.getByRole('button', { name: /: M \d/ });
  await userEvent.hover(tokens.nth(3));
  const byMouse = symbols.map((symbol) => valueOf(host, symbol));
  await userEvent.hover(tokens.nth(0));
  await doing(() => touch(host, 'token-lane', 3, trajectory.turns[0]!.response.ids.length));
  expect(symbols.map((symbol) => valueOf(host, symbol))).toEqual(byMouse);
});

it('gives the same numbers of a turn by mouse, touch and keyboard', async () => {
  const trajectory = played();
  const { host } = await shown(trajectory);
  const read = (): (string | undefined)[] => ['turn', 'Φ', 'Γ'].map((symbol) => valueOf(host, symbol));
  const turn = trajectory.turns[2]!;
  const numbers = page.getByRole('button', { name: /^turn \d+.*: Φ/ });
  await userEvent.hover(numbers.nth(2));
  await expect.poll(read).toEqual([`3: ${turn.action}`, turn.phi.toFixed(3), expect.any(String)]);
  const byMouse = read();
  await userEvent.hover(numbers.nth(0));
  await doing(() => touch(host, 'turn-lane', 2, trajectory.turns.length));
  expect(read()).toEqual(byMouse);
  numbers.nth(0).element().focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  expect(read()).toEqual(byMouse);
  expect(document.activeElement?.getAttribute('aria-label')).toContain(`Φ ${byMouse[1]}, Γ ${byMouse[2]}`);
});

it('has the formula of every number behind its “i”', async () => {
  const { client, session, host } = await render(<UncertaintyView />, { draft, words: WORDS });
  await doing(() => {
    session.train();
    client().opened();
    client().turns(60);
    client().episode(0.4);
    client().calibrated({ epsilon: 0.03, eta: 0.004 });
    session.flush();
  });
  await expect.element(page.getByRole('rowheader', { name: 'repeats the last action' })).toBeInTheDocument();
  const abouts = [...host.querySelectorAll<HTMLButtonElement>('button[aria-label^="About "]')];
  const without: string[] = [];
  for (const about of abouts) {
    await doing(() => about.click());
    await expect.poll(() => document.querySelector('[role="dialog"]')?.textContent.length ?? 0).toBeGreaterThan(20);
    if (!/Formulas?:|=/.test(document.querySelector('[role="dialog"]')!.textContent))
      without.push(about.getAttribute('aria-label')!);
    await doing(() => about.click());
    await expect.poll(() => document.querySelector('[role="dialog"]')).toBeNull();
  }
  // Every quantity's symbol has its own.
  expect(abouts.length).toBeGreaterThanOrEqual(20);
  expect(without).toEqual(['About stepping by token']);
  for (const { symbol } of Object.values(QUANTITIES)) expect(host.textContent).toContain(symbol);
});

it('moves ε by keyboard and by dragging, tells where it would cut, and uses it only when told to', async () => {
  const { session } = await shown(played());
  const epsilon = line('Threshold ε');
  epsilon.element().focus();
  await userEvent.keyboard('{Home}');
  await expect.element(epsilon).toHaveAttribute('aria-valuenow', '0.000001');
  await expect.element(page.getByText('ε = 1.0e-6 would not cut it.', { exact: false })).toBeInTheDocument();
  await userEvent.keyboard('{End}');
  await expect.element(page.getByText('ε = 1 would cut it after token', { exact: false })).toBeInTheDocument();
  const area = epsilon.element().parentElement!.getBoundingClientRect();
  await userEvent.dragAndDrop(epsilon, page.elementLocator(epsilon.element().parentElement!), {
    targetPosition: { x: area.width / 2, y: area.height / 2 },
  });
  const value = Number(epsilon.element().getAttribute('aria-valuenow'));
  // The middle of a scale from 1e-6 to 1, to a pixel either way.
  expect(Math.abs(Math.log10(value) + 3)).toBeLessThan(12 / area.height);
  expect(session.state.draft.epsilon).toBe(1e-3);
  await userEvent.keyboard('{PageUp}');
  await userEvent.click(button('Use this ε'));
  expect(session.state.draft.epsilon).toBe(Number(epsilon.element().getAttribute('aria-valuenow')));
  await expect.element(button('Use this ε')).toBeDisabled();
});

it('shows every try of a turn, and a thrown-away one token by token', async () => {
  const trajectory = played();
  const { host } = await shown(trajectory);
  const ghosts = trajectory.turns.filter(({ rejected }) => rejected.length > 0).length;
  expect(ghosts).toBeGreaterThan(0);
  expect(host.querySelectorAll('[data-ghost="true"]')).toHaveLength(ghosts);
  await userEvent.click(button('Show turn 4, try 1 of 2 (thrown away)'));
  await expect
    .element(page.getByRole('heading', { name: 'Token by token: turn 4, try 1 of 2 (thrown away)' }))
    .toBeVisible();
  expect(valueOf(host, 'Φ')).toBe(trajectory.turns[3]!.phi.toFixed(3));
});

it('counts over recorded turns what other thresholds would do, without a word to the worker', async () => {
  const { session, client, host } = await render(<UncertaintyView />, { draft, words: WORDS });
  await expect.element(page.getByText('The turns of each update are recorded', { exact: false })).toBeVisible();
  await doing(() => session.train());
  await doing(() => {
    client().opened();
    client().turns(60);
    client().episode(0.4);
    session.flush();
  });
  await expect.element(page.getByText(/Computed from [\d,]+ recorded turns/)).toBeVisible();
  const turns = session.turns.records!.attempt.filter((attempt) => attempt === 0).length;
  expect(turns).toBeGreaterThan(500);
  const sent = client().sent.length;
  /** What the detail under a figure begins with. */
  const marked = (row: string): number => {
    const name = row === 'cut' ? 'Thoughts cut' : 'Turns sampled again';
    const term = [...host.querySelectorAll('dt')].find((dt) => dt.textContent.startsWith(name));
    return Number.parseInt(term?.nextElementSibling?.querySelector('span')?.textContent.replaceAll(',', '') ?? '', 10);
  };
  /** Strokes on the canvas: pixels of its middle line that are not transparent. */
  const strokes = (row: string): number => {
    const canvas = host.querySelector<HTMLCanvasElement>(`canvas[data-row="${row}"]`)!;
    const { data } = canvas.getContext('2d')!.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  };
  line('Threshold η').element().focus();
  await userEvent.keyboard('{Home}');
  await expect.poll(() => marked('again')).toBe(0);
  expect(strokes('again')).toBe(0);
  await userEvent.keyboard('{End}');
  const judged = [...session.turns.records!.gamma].filter((g, r) => session.turns.records!.attempt[r] === 0 && g >= 0);
  await expect.poll(() => marked('again')).toBe(judged.filter((g) => g < 1).length);
  line('Threshold ε').element().focus();
  await userEvent.keyboard('{Home}');
  await expect.poll(() => marked('cut')).toBe(0);
  await userEvent.keyboard('{End}');
  await expect.poll(() => marked('cut')).toBeGreaterThan(0);
  expect(strokes('cut')).toBeGreaterThan(0);
  expect(client().sent).toHaveLength(sent);
  await expect.element(page.getByRole('rowheader', { name: 'repeats the last action' })).toBeInTheDocument();
  await expect.element(page.getByRole('rowheader', { name: 'comes after the decision' })).toBeInTheDocument();
  // ε = 1 cuts every thought as soon as it may, so hardly any token after a decision is left.
  const row = page.getByRole('row', { name: /comes after the decision/ }).element();
  const [, , precision, recall] = [...row.querySelectorAll('td')].map((cell) => Number.parseInt(cell.textContent, 10));
  expect(recall).toBeGreaterThan(80);
  expect(precision).toBeLessThan(100);
  expect(host.textContent).toMatch(/On average M is highest at think token \d+/);
});
