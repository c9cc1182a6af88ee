/** Several seeds of one run, on the whole page: chosen, trained one after the other, told, and laid over each other. */
import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { settingsFrom } from '../../src/core/settings.ts';
import { MemoryStorage } from '../../src/store/library/memory-storage.ts';
import { lonelyLocks } from '../../src/store/library/run-locks.ts';
import { makeShelf, type Shelf } from '../../src/store/library/shelf.ts';
import type { LabState } from '../../src/store/state.ts';
import { NO_ALERTS } from '../../src/train/alerts.ts';
import { writeCheckpoint } from '../../src/train/checkpoint.ts';
import { App } from '../../src/ui/App.tsx';
import { doing, render, type Rendered } from './ui-render.tsx';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const seeds = () => page.getByRole('combobox', { name: 'Number of seeds' });

async function lab(initial: Partial<LabState> = {}): Promise<Rendered & Shelf> {
  const draft = settingsFrom('micro', { seed: 4, updates: 10 });
  const rendered = await render(<App />, { seeds: 3, draft, ...initial });
  return { ...rendered, ...(await makeShelf(rendered.session, new MemoryStorage(), lonelyLocks())) };
}

/** The present seed, up to this update. */
async function train({ client, recorder }: Rendered & Shelf, update: number): Promise<void> {
  await doing(() => {
    const at = client();
    const { settings } = at.sent[0] as { settings: LabState['draft'] };
    at.opened();
    at.enter('running');
    at.emit({ kind: 'train', event: { kind: 'phase', phase: 'collecting', note: '' } });
    at.evaluate(0);
    at.train(update);
    const isDone = update === settings.updates;
    const none = new Uint8Array();
    const state = { warmUpdate: 0, tokens: 0, changes: [], alerts: NO_ALERTS, settings, began: settings, update };
    const bytes = writeCheckpoint({
      state: { ...state, stage: isDone ? 'finished' : 'training' },
      policy: none,
      reference: none,
      tokenizer: none,
    });
    at.emit({ kind: 'train', event: { kind: 'checkpoint', update, bytes } });
    if (isDone) at.enter('finished');
  });
  await recorder.flush();
}

beforeEach(() => page.viewport(1440, 900));

it('are chosen beside the seed and explained; not where one is enough, and not where the link locks them', async () => {
  const { session } = await lab();
  await expect.element(seeds()).toHaveDisplayValue('3 seeds');
  await userEvent.selectOptions(seeds(), '1 seed');
  expect(session.state.seeds).toBe(1);
  await userEvent.click(button('About seeds'));
  await expect.element(page.getByRole('dialog')).toHaveTextContent('what was learned from what was luck');
  await userEvent.keyboard('{Escape}');
  await doing(() => session.store.setState({ guard: { hidden: [], locked: ['seeds'], isEmbedded: false } }));
  await expect.element(seeds()).toBeDisabled();
  for (const guard of [
    { hidden: ['seeds'], locked: [], isEmbedded: false },
    { hidden: [], locked: [], isEmbedded: true },
  ]) {
    await doing(() => session.store.setState({ guard }));
    expect(seeds().elements()).toEqual([]);
  }
});

it('follow each other, are told and announced, and stand behind the next one as a mean with a band', async () => {
  const at = await lab();
  await userEvent.click(button('Train'));
  await train(at, 5);
  await expect.element(page.getByText('Seed 1 of 3', { exact: false }).first()).toBeVisible();
  expect(page.getByText('finished seed', { exact: false }).elements()).toEqual([]);
  await train(at, 5);
  await doing(() => at.client().enter('finished'));
  await expect.element(page.getByText(/^Seed 1 of 3 is done\. .*Seed 2 begins\.$/)).toBeInTheDocument();
  await train(at, 10);
  await train(at, 5);
  const legend = page.getByText(/mean of 2 finished seeds \(4, 5\): \d+ % \(\d+ % to \d+ %\)/);
  await expect.element(legend.first()).toBeVisible();
  await expect.element(page.getByText('seed 6, training').first()).toBeVisible();
  // The seed in the box is the first one: nothing waits for a reset.
  await expect.element(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('4');
  expect(page.getByText('applies on reset', { exact: false }).elements()).toEqual([]);
  const figure = page.getByRole('figure', { name: 'Turns per episode' });
  await expect
    .element(figure.getByText(/At the end, mean of 2 finished seeds \(4, 5\): [\d.]+ \([\d.]+ to [\d.]+\)\./))
    .toBeInTheDocument();
  await userEvent.click(button('View Held-out tasks solved as a table'));
  // Two points of its own, and one more of those that are finished.
  await expect.element(page.getByRole('dialog').getByText(/^Newest first, 3 of 3 rows/)).toBeVisible();
  await expect.element(page.getByRole('columnheader', { name: 'mean of 2 finished seeds (4, 5)' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await doing(() => at.client().emit({ kind: 'changed', update: 5, turn: 0, changes: { temperature: 0.5 } }));
  await expect.element(page.getByText('For this seed alone', { exact: false })).toBeVisible();
  await doing(() => at.session.reset());
  await expect.poll(() => legend.elements().length).toBe(0);
});

it('are one entry among the runs that opens to its seeds, and one line when compared', async () => {
  const at = await lab({ seeds: 2 });
  await userEvent.click(button('Train'));
  await train(at, 10);
  await train(at, 5);
  await userEvent.click(button('Runs'));
  await expect.element(page.getByText('1 of 2 seeds finished; 5 of 10 updates')).toBeVisible();
  const box = page.getByRole('checkbox', { name: /^Compare / });
  expect(box.elements()).toHaveLength(1);
  const name = at.library.runs[0]!.experiment!.name;
  await userEvent.click(button(name));
  await expect.element(button('Train the rest')).toBeDisabled();
  await expect.element(button('Delete')).toBeDisabled();
  await doing(() => at.session.reset());
  await at.recorder.flush();
  await userEvent.click(box);
  await expect.element(page.getByText('1 run', { exact: true })).toBeVisible();
  await userEvent.click(button('Train the rest'));
  await expect.element(page.getByRole('heading', { name: 'How it learns' })).toBeInTheDocument();
  expect(at.client().sent[0]).toMatchObject({ kind: 'open', settings: { seed: 5 } });
  await doing(() => {
    at.client().update = 5;
  });
  await train(at, 5);
  await doing(() => at.client().enter('finished'));
  await at.recorder.flush();
  expect(at.session.state.run).toBe('finished');
  await userEvent.click(button('Runs'));
  await expect.element(page.getByText('2 of 2 seeds finished')).toBeVisible();
  await expect.element(page.getByText('2 runs in 1 line')).toBeVisible();
  await userEvent.click(button(name));
  await userEvent.click(button('Seed 5'));
  await expect.element(button('Export')).toBeEnabled();
  await doing(() => at.session.chooseSeeds(5));
  await userEvent.click(button('Clone settings'));
  expect(at.session.state.seeds).toBe(2);
});
