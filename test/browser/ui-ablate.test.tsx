/** The Ablate view: laying a study out, what it costs, running it with a scripted worker, reading it by mouse and keyboard. */
import { beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { settingsFrom } from '../../src/core/settings.ts';
import { attach } from '../../src/store/study/studio.ts';
import { App } from '../../src/ui/App.tsx';
import { fakeStudio, openedBy, playCell, warmUp, type Studio } from './fake-studio.ts';
import { doing, render, type Rendered } from './ui-render.tsx';

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const heading = (name: string) => page.getByRole('heading', { name, exact: true });

/** The page with the view open and a scripted studio behind it. */
async function shown(): Promise<Rendered & { studio: Studio }> {
  const studio = await fakeStudio();
  const rendered = await render(<App />, { draft: settingsFrom('nano'), preset: 'nano' });
  attach(rendered.session, studio.runner);
  await userEvent.click(button('Ablate'));
  await expect.element(heading('What do you want to know?')).toBeVisible();
  return { ...rendered, studio };
}

/** Cells one after another, each with the success that comes of its settings and its seed. */
async function play(studio: Studio, count: number, success: (at: number, seed: number) => number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { at, cells } = studio.runner.state;
    studio.wait(60);
    await doing(() => playCell(studio.client(), success(at, cells[at]!.seed)));
    await doing(() => {});
    await studio.settle();
  }
}

const own = async (knob: string, values: string, second = '', secondValues = ''): Promise<void> => {
  await userEvent.click(page.getByText('A question of your own'));
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Knob', exact: true }), knob);
  if (values) await userEvent.fill(page.getByRole('textbox', { name: new RegExp(`^${knob}: values`) }), values);
  if (!second) return;
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Second knob' }), second);
  await userEvent.fill(page.getByRole('textbox', { name: new RegExp(`^${second}: values`) }), secondValues);
};

/** A line as a sweep prints it. */
const outcomeLine = (point: Record<string, number | string>, seed: number, success: number): string => {
  const condition = Object.entries(point)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  const rest = { score: null, turnsToSuccess: 5, tokensPerSuccess: 80, tokens: 1000, discarded: 0, updates: 2 };
  const rates = { seconds: 9, collapse: null, cutRate: 0, resampleRate: 0, aucFirst: null, aucLast: null };
  return `${JSON.stringify({ kind: 'outcome', condition, ...point, seed, start: 0.4, success, ...rest, ...rates })}\n`;
};

/** Opens what a sweep over these knobs found: the later the values, the better, seeds four points apart. */
async function opened(host: HTMLElement, grid: Record<string, (number | string)[]>): Promise<void> {
  const points = Object.entries(grid).reduce<Record<string, number | string>[]>(
    (points, [key, values]) => points.flatMap((point) => values.map((value) => ({ ...point, [key]: value }))),
    [{}],
  );
  const text = points.flatMap((point, i) =>
    [0, 1, 2].map((seed) => outcomeLine(point, seed, 0.3 + 0.05 * i + 0.04 * seed)),
  );
  await userEvent.upload(host.querySelector<HTMLInputElement>('input[type="file"]')!, new File(text, 'sweep.jsonl'));
  await expect.element(heading('Results of sweep.jsonl')).toBeVisible();
}

/** What the page hands out while `act` is done. */
async function saved(act: () => Promise<void>): Promise<{ name: string; blob: Blob }> {
  const made: Blob[] = [];
  let name = '';
  const makeUrl = URL.createObjectURL.bind(URL);
  const spies = [
    vi.spyOn(URL, 'createObjectURL').mockImplementation((one) => {
      made.push(one as Blob);
      return makeUrl(one);
    }),
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function press(this: HTMLAnchorElement) {
      name = this.download;
    }),
  ];
  await act();
  await expect.poll(() => name).not.toBe('');
  for (const spy of spies) spy.mockRestore();
  return { name, blob: made.at(-1)! };
}

const saveAs = (format: string) => async (): Promise<void> => {
  await userEvent.click(button('Save this figure'));
  await userEvent.click(page.getByRole('button', { name: format }).last());
};

async function savedDrawing(): Promise<{ name: string; drawing: Document; texts: string[]; svg: string }> {
  const { name, blob } = await saved(saveAs('SVG'));
  const svg = await blob.text();
  const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(drawing.querySelector('parsererror')).toBeNull();
  return { name, svg, drawing, texts: [...drawing.querySelectorAll('text')].map((one) => one.textContent) };
}

beforeEach(() => page.viewport(1440, 900));

it('lays a canned study out with its cost before anything runs, and starts it when told to', async () => {
  const { studio, session } = await shown();
  await userEvent.click(button(/^TTI \/ TDS four-way/));
  await expect.element(heading('TTI and TDS four-way')).toBeVisible();
  await expect.element(page.getByText('12 runs, 420 updates, 3 warm starts')).toBeVisible();
  await expect.element(page.getByText('assumed: two CPU cores', { exact: false })).toBeVisible();
  // The Lab's controls are out of sight, and so are their keys.
  await expect.element(button('Train')).not.toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard(' ');
  expect([session.state.run, studio.clients.length]).toEqual(['empty', 0]);
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Run on' }), 'CPU');
  await userEvent.click(button('Start study'));
  await expect.poll(() => studio.clients.length).toBe(1);
  expect(openedBy(studio.client())).toMatchObject({ backend: 'cpu', settings: { tti: false, seed: 0, width: 64 } });
  expect(session.state.isStudying).toBe(true);
  await doing(() => warmUp(studio.client()));
  await expect.element(page.getByText('update 0 of about 35')).toBeVisible();
  await expect.element(button(/^Estimator/)).toBeDisabled();
  await userEvent.click(button('Pause study'));
  expect(studio.client().sent.at(-1)).toEqual({ kind: 'pause' });
  await expect.element(page.getByText('paused', { exact: true })).toBeVisible();
  await userEvent.click(button('Continue study'));
  await expect.poll(() => studio.client().sent.at(-1)).toEqual({ kind: 'run' });
});

it('reads two knobs as a map: numbers in every cell, arrow keys walk, a cell opens its runs', async () => {
  const { studio } = await shown();
  await own('Threshold ε', '0.05, 0.1', 'Threshold η', '0.002 0.004');
  await userEvent.fill(page.getByRole('textbox', { name: 'Seeds' }), '0-1');
  await expect.element(page.getByText('2 values × 2 values × 2 seeds = 8 runs')).toBeVisible();
  await userEvent.click(button('Lay it out'));
  await expect.element(heading('Threshold ε × Threshold η')).toBeVisible();
  await userEvent.click(button('Start study'));
  await expect.poll(() => studio.clients.length).toBe(1);
  await play(studio, 7, (at, seed) => 0.5 + 0.1 * (at % 4) + 0.02 * seed);
  await expect.element(page.getByText('7 of 8 runs are over')).toBeVisible();
  await expect.element(page.getByText('measured on the runs of this study')).toBeVisible();
  const table = page.getByRole('table', { name: /^Held-out success, of tasks; mean over seeds/ });
  // 0.5 and 0.52: mean 51 %, half of the interval 12.706 · 0.01414 / √2.
  await expect.element(table).toHaveTextContent(/51\.0 %± 12\.7\s*n = 2/);
  const first = button('ε 0.05, η 0.002: 51.0 % ± 12.7, n = 2. Runs');
  await expect.element(button('ε 0.1, η 0.004: 80.0 %, n = 1. Runs')).toHaveAttribute('tabindex', '-1');
  first.element().focus();
  await userEvent.keyboard('{ArrowDown}{ArrowRight}');
  expect(document.activeElement?.getAttribute('aria-label')).toContain('ε 0.1, η 0.004');
  await userEvent.keyboard('{Home}{Enter}');
  await expect.element(heading('Runs of ε 0.1, η 0.002')).toBeVisible();
  const runs = page.getByRole('region', { name: 'Figures of these runs' });
  await expect.element(runs).toHaveTextContent('040 %70 %');
  await expect.element(runs).toHaveTextContent('140 %72 %');
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Figure' }), 'Success against the base');
  // Seeds are paired, so that what both share falls away.
  await expect.element(button('ε 0.1, η 0.002: +20.0 ± 0.0, n = 2. Runs')).toBeVisible();
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Base' }), 'ε 0.1, η 0.002');
  await expect.element(button('ε 0.05, η 0.002: −20.0 ± 0.0, n = 2. Runs')).toBeVisible();
  await userEvent.click(button('As a table'));
  await userEvent.click(button('Success against the base'));
  const rows = (): string[] => {
    const table = [...document.querySelectorAll('table')].at(-2)!;
    return [...table.querySelectorAll('tbody tr')].map((row) => row.textContent.slice(0, 13));
  };
  await expect.poll(rows).toEqual(['0.10.004+10.0', '0.10.0020.0 ±', '0.050.004−10.', '0.050.002−20.']);
});

it('reads one knob as a curve with every seed, and the numbers beside it', async () => {
  const { studio, host } = await shown();
  await own('Recipe', '');
  await userEvent.click(page.getByRole('checkbox', { name: 'Dr.GRPO' }));
  await userEvent.click(page.getByRole('checkbox', { name: 'GiGPO, centred only' }));
  await userEvent.click(button('Lay it out'));
  await userEvent.click(button('Start study'));
  await expect.poll(() => studio.clients.length).toBe(1);
  await play(studio, 6, (at, seed) => 0.4 + 0.1 * (at % 2) + 0.03 * seed);
  await expect.element(page.getByRole('figure')).toHaveTextContent('Held-out success, of tasks, by Recipe');
  expect(host.querySelectorAll('svg [class*="seed"]')).toHaveLength(6);
  // Words have no line between them.
  expect(host.querySelector('svg polyline')).toBeNull();
  await expect.element(button('Start study')).not.toBeInTheDocument();
  const rows = page.getByRole('row', { name: /^GiGPO \d/ });
  await expect.element(rows).toHaveTextContent('GiGPO53.0 % ± 7.53');
  await userEvent.click(button('Runs of Recipe GiGPO'));
  await expect.element(heading('Runs of Recipe GiGPO')).toBeVisible();
});

it('says in one sentence why a study cannot be, beside the form, and lays out none', async () => {
  const { studio } = await shown();
  await own('Threshold ε', '0.1, 7');
  await expect.element(page.getByText('Threshold ε must be a number from 0.000001 to 1, got 7.')).toBeVisible();
  await expect.element(button('Lay it out')).toBeDisabled();
  await userEvent.fill(page.getByRole('textbox', { name: 'Threshold ε: range from' }), '0.01');
  await userEvent.fill(page.getByRole('textbox', { name: 'Threshold ε: range to' }), '1');
  await userEvent.fill(page.getByRole('textbox', { name: 'Threshold ε: range steps' }), '3');
  await userEvent.click(button('Fill Threshold ε from the range'));
  await expect.element(page.getByRole('textbox', { name: 'Threshold ε: values' })).toHaveValue('0.01, 0.1, 1');
  await expect.element(page.getByText('3 values × 3 seeds = 9 runs')).toBeVisible();
  expect(studio.runner.state.kept).toBeNull();
});

it('leaves cells out and takes them in, and tells what stands in the way', async () => {
  const { studio } = await shown();
  studio.isLabBusy = true;
  await own('Threshold ε', '0.05, 0.1');
  await userEvent.click(button('Lay it out'));
  await userEvent.click(button('Start study'));
  await expect.element(page.getByRole('alert')).toHaveTextContent('The Lab is training. Pause its run');
  await userEvent.click(button('Leave out ε 0.1, seed 0'));
  await expect.element(page.getByText('left out', { exact: true })).toBeVisible();
  await userEvent.click(button('Take in ε 0.1, seed 0'));
  expect(studio.runner.state.kept!.cells.map(({ phase }) => phase)).toEqual(Array(6).fill('waiting'));
});

it('opens what a sweep found elsewhere, shards together, and refuses other files in one sentence', async () => {
  const { host } = await shown();
  const line = (alpha: number, seed: number, success: number): string => outcomeLine({ alpha }, seed, success);
  const input = host.querySelector<HTMLInputElement>('input[type="file"]')!;
  const file = (name: string, text: string): File => new File([text], name);
  await userEvent.upload(input, [
    file('shard0.jsonl', line(0, 0, 0.5) + line(1, 0, 0.6)),
    file('shard1.jsonl', line(0, 1, 0.5) + line(1, 1, 0.8)),
  ]);
  await expect.element(heading('Results of shard0.jsonl, shard1.jsonl')).toBeVisible();
  await expect.element(page.getByRole('row', { name: /^1 70\.0 %/ })).toHaveTextContent('170.0 % ± 127.12');
  await userEvent.click(button('Runs of α 1'));
  await expect.element(page.getByText('These runs were trained elsewhere', { exact: false })).toBeVisible();
  await userEvent.click(button('Close this file'));
  await userEvent.upload(input, file('study.json', '{"name":"x","grid":{"epsilom":[1]}}'));
  await expect.element(page.getByRole('alert')).toHaveTextContent('Unknown setting "epsilom"');
  await userEvent.upload(input, file('cat.jsonl', 'meow'));
  await expect.element(page.getByRole('alert')).toHaveTextContent('Line 1 is not JSON.');
  await userEvent.upload(input, file('study.json', '{"name":"mine","grid":{"epsilon":[0.1]},"seeds":[4]}'));
  await expect.element(heading('mine')).toBeVisible();
});

const THREE = { epsilon: [0.05, 0.1], eta: [0.002, 0.004, 0.008], groupSize: [4, 8] };

it('reads three knobs as lines: walking, picking values and opening runs by keyboard, the table beside them', async () => {
  const { host } = await shown();
  await opened(host, THREE);
  const lines = (): SVGGElement[] => [...host.querySelectorAll<SVGGElement>('svg [role=button]')];
  await expect.poll(() => lines().map((line) => line.tabIndex)).toEqual([...Array<number>(11).fill(-1), 0]);
  lines().at(-1)!.focus();
  await userEvent.keyboard('{ArrowDown}');
  // 0.84, 0.88, 0.92 of the second best: half of the interval 4.303 · 0.04 / √3.
  const second = 'ε 0.1, η 0.008, Episodes per task 4: 84.0 % ± 9.9, n = 3';
  expect(document.activeElement?.getAttribute('aria-label')).toBe(`${second}. Runs`);
  const figure = page.getByRole('figure');
  await expect.element(figure).toHaveTextContent(second);
  await userEvent.keyboard('{Home}{Enter}');
  await expect.element(heading('Runs of ε 0.05, η 0.002, Episodes per task 4')).toBeVisible();
  expect(document.activeElement?.getAttribute('aria-pressed')).toBe('true');
  await userEvent.keyboard(' ');
  await expect.element(heading('Runs of ε 0.05, η 0.002, Episodes per task 4')).not.toBeInTheDocument();

  const value = (axis: string, name: string) =>
    page.getByRole('group', { name: `Show only ${axis}` }).getByRole('button', { name, exact: true });
  value('Threshold η', '0.004').element().focus();
  await userEvent.keyboard(' ');
  await expect.element(value('Threshold η', '0.004')).toHaveAttribute('aria-pressed', 'true');
  await expect.element(page.getByText('4 of 12 conditions')).toBeVisible();
  await userEvent.click(value('Episodes per task', '8'));
  await expect.element(page.getByText('2 of 12 conditions')).toBeVisible();
  expect(lines().map((line) => line.getAttribute('aria-label')!.split(':')[0])).toEqual([
    'ε 0.05, η 0.004, Episodes per task 8',
    'ε 0.1, η 0.004, Episodes per task 8',
  ]);
  expect(host.querySelectorAll('figure tbody tr')).toHaveLength(2);
  await userEvent.click(button('Show all'));
  await expect.element(page.getByText('12 of 12 conditions')).toBeVisible();
  await userEvent.click(button('Runs of ε 0.1, η 0.002, Episodes per task 8'));
  await expect.element(heading('Runs of ε 0.1, η 0.002, Episodes per task 8')).toBeVisible();
  // A line is a thing to press as well, where it is drawn.
  const way = lines()[6]!.querySelector('circle')!.getBoundingClientRect();
  document
    .elementFromPoint(way.left + way.width / 2, way.top + way.height / 2)!
    .dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await expect.element(heading('Runs of ε 0.1, η 0.002, Episodes per task 4')).toBeVisible();
});

it('keeps the lines within a narrow page, and says so when no condition has the figure', async () => {
  await page.viewport(390, 800);
  const { host } = await shown();
  await opened(host, THREE);
  await expect.poll(() => host.querySelectorAll('svg [role=button]').length).toBe(12);
  expect(document.documentElement.scrollWidth).toBe(document.documentElement.clientWidth);
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Figure' }), 'AUC of Γ, early');
  await expect.element(page.getByText('No condition has this figure.')).toBeVisible();
  expect(host.querySelectorAll('svg [role=button]')).toHaveLength(0);
});

it('saves lines, map and curve as they are seen, with title and legend, and their numbers', async () => {
  const { host } = await shown();
  await opened(host, THREE);
  const lines = await savedDrawing();
  expect(lines.name).toBe('sweep-success.svg');
  for (const word of [
    'sweep: Held-out success by Threshold ε × Threshold η × Episodes per task',
    '0.004',
    'Held-out success',
    '34.0 %',
    '89.0 %',
  ])
    expect(lines.texts).toContain(word);
  expect(lines.drawing.querySelectorAll('polyline')).toHaveLength(12);
  expect(lines.drawing.querySelectorAll('circle')).toHaveLength(12);
  // Nothing of a style sheet is left, and nothing that only the page can do.
  expect(lines.svg).not.toMatch(/var\(|oklab|class="(?!paper)|<(script|image|foreignObject|use|style)/);
  expect(lines.texts.join(' ')).not.toMatch(/Show all|Point at a line|12 of 12/);
  const png = await saved(saveAs('PNG'));
  const bitmap = await createImageBitmap(png.blob);
  expect(bitmap.width).toBe(2 * Number(lines.drawing.documentElement.getAttribute('width')));
  const csv = await saved(saveAs('CSV'));
  expect((await csv.blob.text()).split('\n')).toHaveLength(14);
  await userEvent.click(button('Close this file'));

  await opened(host, { epsilon: [0.05, 0.1], eta: [0.002, 0.004] });
  const map = await savedDrawing();
  for (const word of ['Threshold ε', 'Threshold η', '0.05', '34.0 %', 'n = 3']) expect(map.texts).toContain(word);
  const fills = new Set([...map.drawing.querySelectorAll('rect[rx="6"]')].map((cell) => cell.getAttribute('fill')));
  expect(fills.size).toBe(4);
  await userEvent.click(button('As lines'));
  await expect.element(page.getByText('4 of 4 conditions')).toBeVisible();
  await userEvent.click(button('As lines'));
  await expect.element(button(/^ε 0\.05, η 0\.002: /)).toBeVisible();
  await userEvent.click(button('Close this file'));

  await opened(host, { alpha: [0, 0.5, 1] });
  const curve = await savedDrawing();
  expect([curve.drawing.querySelectorAll('circle').length, curve.texts.includes('0.5')]).toEqual([12, true]);
});
