/** The Runs view: the list and what can be done with a run, and runs laid over each other, by mouse and by keyboard. */
import { beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Rng } from '../../src/core/rng.ts';
import type { Settings } from '../../src/core/settings.ts';
import { LEXICON } from '../../src/envs/lexicon.ts';
import { Tokenizer } from '../../src/model/tokenizer.ts';
import { MemoryStorage } from '../../src/store/library/memory-storage.ts';
import { lonelyLocks } from '../../src/store/library/run-locks.ts';
import { makeShelf, type Shelf } from '../../src/store/library/shelf.ts';
import { NO_ALERTS } from '../../src/train/alerts.ts';
import { episodeLine } from '../../src/train/bundle/episode-line.ts';
import { eventFile } from '../../src/train/bundle/tensorboard.ts';
import { writeCheckpoint } from '../../src/train/checkpoint.ts';
import { App } from '../../src/ui/App.tsx';
import { playEpisode } from './fake-client.ts';
import { doing, render, type Rendered } from './ui-render.tsx';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { name, exact: true });

interface Lab extends Rendered, Shelf {
  readonly storage: MemoryStorage;
}

async function lab(): Promise<Lab> {
  const rendered = await render(<App />);
  const storage = new MemoryStorage();
  return { ...rendered, storage, ...(await makeShelf(rendered.session, storage, lonelyLocks())) };
}

/** What a checkpoint says besides its settings. */
const START = { stage: 'training', update: 1, warmUpdate: 0, tokens: 0, changes: [], alerts: NO_ALERTS } as const;

/** Trains `updates` updates with these settings and resets; resolves to the run's name. */
async function trained(
  { session, client, library, recorder }: Lab,
  changes: Partial<Settings>,
  updates = 10,
): Promise<string> {
  await doing(() => {
    for (const [key, value] of Object.entries(changes)) session.setSetting(key as keyof Settings, value);
    session.train();
    client().opened();
    client().enter('running');
    client().evaluate(0);
    client().train(updates);
    const began = session.state.opened!;
    const none = new Uint8Array();
    const state = { ...START, settings: began, began, update: updates };
    const bytes = writeCheckpoint({ state, policy: none, reference: none, tokenizer: none });
    client().emit({ kind: 'train', event: { kind: 'checkpoint', update: updates, bytes } });
  });
  await recorder.flush();
  const { name } = library.runOf(recorder.openId!);
  session.reset();
  await recorder.flush();
  return name;
}

const showRuns = async (): Promise<void> => {
  await userEvent.click(button('Runs'));
  await expect.element(heading('Runs')).toBeVisible();
};
const names = (): (string | null)[] =>
  page
    .getByRole('checkbox', { name: 'Compare' })
    .elements()
    .map((box) => box.getAttribute('aria-label'));

beforeEach(() => page.viewport(1440, 900));

it('says what will be kept, then lists the run that trains, and keeps it after Reset', async () => {
  const at = await lab();
  await showRuns();
  await expect.element(page.getByText('Every run that you train is kept here', { exact: false })).toBeVisible();
  await doing(() => {
    at.session.train();
    at.client().enter('running');
  });
  await at.recorder.flush();
  await expect.element(page.getByText('training', { exact: true })).toBeVisible();
  await doing(() => at.session.reset());
  const name = await trained(at, { learningRate: 0.001 });
  await expect.element(button(name)).toBeVisible();
  await expect.element(page.getByText('Micro with Learning rate 0.0003 → 0.001')).toBeVisible();
  await expect.element(page.getByText('10 of 300 updates')).toBeVisible();
  await expect.element(page.getByText(/^\d+ to \d+ %, n = 64$/)).toBeVisible();
  expect(names()).toEqual([`Compare ${name}`]);
});

it('renames, notes, stars to the top, and deletes only when told twice', async () => {
  const at = await lab();
  const older = await trained(at, {});
  const newer = await trained(at, { seed: 1 });
  await showRuns();
  expect(names()).toEqual([`Compare ${newer}`, `Compare ${older}`]);
  await userEvent.click(button(`Star ${older}`));
  await expect.poll(names).toEqual([`Compare ${older}`, `Compare ${newer}`]);
  await userEvent.click(button(older));
  await userEvent.fill(page.getByRole('textbox', { name: 'Name' }), 'first of all');
  await userEvent.keyboard('{Enter}');
  await expect.element(button('first of all')).toBeVisible();
  await userEvent.fill(page.getByRole('textbox', { name: 'Notes' }), 'good start');
  await userEvent.click(heading('Runs'));
  await expect.poll(() => at.library.runs.find(({ name }) => name === 'first of all')?.notes).toBe('good start');
  await userEvent.click(button('Delete'));
  await userEvent.click(button('Keep'));
  expect(at.library.runs).toHaveLength(2);
  await userEvent.click(button('Delete'));
  await userEvent.click(button('Delete first of all'));
  await expect.poll(names).toEqual([`Compare ${newer}`]);
});

it('clones settings into the Lab, and the next run tells what it changed against that one', async () => {
  const at = await lab();
  const parent = await trained(at, { groupSize: 4, seed: 9 });
  at.session.setSetting('groupSize', 6);
  await showRuns();
  await userEvent.click(button(parent));
  await userEvent.click(button('Clone settings'));
  await expect.element(heading('How it learns')).toBeInTheDocument();
  expect([at.session.state.draft.groupSize, at.session.state.draft.seed]).toEqual([4, 9]);
  await trained(at, { gamma: 0.5 });
  await showRuns();
  await expect.element(page.getByText(`${parent} with Discount γ 0.95 → 0.5`)).toBeVisible();
});

it('resumes a run in the Lab from its checkpoint, with its curves', async () => {
  const at = await lab();
  const name = await trained(at, {}, 7);
  await showRuns();
  await userEvent.click(button(name));
  await userEvent.click(button('Resume'));
  await expect.element(heading('How it learns')).toBeInTheDocument();
  expect(
    at
      .client()
      .sent.map(({ kind }) => kind)
      .filter((kind) => kind === 'open' || kind === 'run'),
  ).toEqual(['open', 'run']);
  expect(at.client().sent[0]).toHaveProperty('checkpoint');
  expect(at.session.history.tables.update.length).toBe(7);
});

it('hands a run’s curves to TensorBoard as an event file', async () => {
  const at = await lab();
  const name = await trained(at, {}, 7);
  const record = at.library.runs[0]!;
  const blobs: Blob[] = [];
  const saved: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
  await showRuns();
  await userEvent.click(button(name));
  await userEvent.click(button('TensorBoard'));
  await expect.poll(() => saved).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d+\.turnlab$/)]);
  vi.restoreAllMocks();
  const { bytes } = eventFile(record.created, await at.storage.lines(record.id));
  expect(new Uint8Array(await blobs[0]!.arrayBuffer())).toEqual(bytes);
  // Seven updates and an evaluation, of several numbers each.
  expect(bytes.length).toBeGreaterThan(8 * 100);
});

it('tells in one sentence what is wrong with a file, and changes nothing', async () => {
  const at = await lab();
  await showRuns();
  const input = at.host.querySelector<HTMLInputElement>('input[type="file"]')!;
  await userEvent.upload(input, new File(['step,loss\n'], 'metrics.csv'));
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('This bundle cannot be opened: it is not a zip file.');
  expect(at.library.runs).toEqual([]);
});

it('compares: differences first, seeds as one line, every chart read at one shared place', async () => {
  const at = await lab();
  const a = await trained(at, { seed: 0 });
  const b = await trained(at, { seed: 1 }, 15);
  const c = await trained(at, { seed: 0, recipe: 'gigpo' });
  await showRuns();
  await expect.element(page.getByText('Tick runs in the list', { exact: false })).toBeVisible();
  for (const name of [a, b, c]) await userEvent.click(page.getByRole('checkbox', { name: `Compare ${name}` }));
  await expect.element(page.getByText('3 runs in 2 lines')).toBeVisible();
  const table = page.getByRole('region', { name: 'Settings that differ' });
  await expect.element(table).toHaveTextContent(`Differs in${a}, 2 seeds${c}RecipeGRPOGiGPOSeed0, 10`);

  const probe = (title: string) => page.getByRole('slider', { name: `${title}, compared: read values` });
  await expect
    .element(probe('Solved while practising'))
    .toHaveAttribute('aria-valuetext', expect.stringMatching(/^updates 10; /));
  probe('Solved while practising').element().focus();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  const read = /^updates 8; .*, 2 seeds: \d+ % \(\d+ % to \d+ %\); .*: \d+ %$/;
  await expect.element(probe('Solved while practising')).toHaveAttribute('aria-valuetext', expect.stringMatching(read));
  await expect.element(probe('Uncertainty')).toHaveAttribute('aria-valuetext', expect.stringMatching(/^updates 8; /));

  await userEvent.selectOptions(page.getByRole('combobox', { name: 'By' }), 'environment turns');
  await expect
    .element(probe('Uncertainty'))
    .toHaveAttribute('aria-valuetext', expect.stringMatching(/^environment turns [\d,]+; /));
  const inked = (): number => {
    const canvas = at.host.querySelector<HTMLCanvasElement>('figure[data-large="true"] canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  };
  await expect.poll(inked).toBeGreaterThan(2000);
  await userEvent.click(button('View Uncertainty, compared, as a table'));
  await expect.element(page.getByRole('dialog')).toHaveTextContent(`environment turns${a}, 2 seeds${c}`);
});

it('shows where twins part: the first token that differs, marked on both sides under one playhead', async () => {
  const at = await lab();
  const ids = [await trained(at, {}), await trained(at, { recipe: 'gigpo' })].map(
    (name) => at.library.runs.find((run) => run.name === name)!.id,
  );
  const task = { env: 'house', level: 0, split: 'train', seed: 5 } as const;
  const trajectory = playEpisode(task, 0.4, new Rng(1, 'twins'));
  const words = Tokenizer.fromWords(LEXICON, Tokenizer.sizeFor(LEXICON.length));
  const settings = at.library.runs[0]!.began;
  const none = new Uint8Array();
  for (const [side, id] of ids.entries()) {
    const turns = trajectory.turns.map((turn, i) => {
      const response = { ...turn.response, ids: turn.response.ids.slice() };
      if (side === 1 && i === 1) response.ids[2]! += 1;
      return { ...turn, response };
    });
    const event = { kind: 'episode', update: 1, trajectory: { ...trajectory, turns }, advantage: [] } as const;
    await at.storage.changeEpisodes(id, [{ update: 1, line: episodeLine(event) }], []);
    const state = { settings, began: settings, ...START } as const;
    await at.storage.putCheckpoint(
      id,
      writeCheckpoint({ state, policy: none, reference: none, tokenizer: words.toJson() }),
    );
  }
  await showRuns();
  for (const box of page.getByRole('checkbox', { name: 'Compare' }).all()) await userEvent.click(box);
  await expect.element(heading('Where they part')).toBeVisible();
  await expect
    .element(page.getByText('At update 1, turn 2, token 3; every kept token before is the same.'))
    .toBeVisible();
  const marks = (): string[] => [...at.host.querySelectorAll('mark')].map((mark) => mark.textContent);
  const right = trajectory.turns[1]!.response.ids[2]!;
  expect(marks()).toEqual([words.label(right), words.label(right + 1)]);
  page
    .getByRole('slider', { name: /^Turn 2 of/ })
    .element()
    .focus();
  await userEvent.keyboard('{ArrowLeft}');
  await expect.poll(marks).toEqual([]);
  expect(at.host.querySelectorAll('section[aria-label] > h4')).toHaveLength(2);
});
