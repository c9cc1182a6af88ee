/** The share sheet, what a teacher's link takes away, and the recorded run: each in the page with a scripted worker. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { readLink } from '../../src/store/url.ts';
import { App } from '../../src/ui/App.tsx';
import { doing, render } from './ui-render.tsx';

const GUARD = { hidden: [], locked: [], isEmbedded: false };
const link = (): string => (page.getByRole('textbox', { name: 'Link' }).element() as HTMLTextAreaElement).value;

beforeEach(() => page.viewport(1440, 900));
afterEach(() => vi.restoreAllMocks());

it('makes a link of the present settings with what is to be hidden and locked, and copies it', async () => {
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  const { session } = await render(<App />);
  await doing(() => session.setSetting('temperature', 0.5));
  await userEvent.keyboard('s');
  const sheet = page.getByRole('dialog', { name: 'Share this lab' });
  await expect.element(sheet.getByText('preset Micro with Temperature 0.5')).toBeVisible();
  await userEvent.click(sheet.getByText('For a class: hide or lock controls'));
  await userEvent.click(sheet.getByText('Warm start', { exact: true }).first());
  await userEvent.selectOptions(sheet.getByRole('combobox', { name: 'All of Warm start' }), 'hidden');
  await userEvent.selectOptions(sheet.getByRole('combobox', { name: 'Stop above' }), 'locked');
  await userEvent.click(sheet.getByRole('checkbox', { name: /For a frame/ }));
  const { settings, guard, told } = readLink(new URL(link()).hash);
  expect(told).toEqual([]);
  expect(settings.temperature).toBe(0.5);
  expect([guard.locked, guard.isEmbedded]).toEqual([['warmLow'], true]);
  expect(guard.hidden).toContain('warmHigh');
  expect(guard.hidden).not.toContain('warmLow');
  await userEvent.click(sheet.getByRole('button', { name: 'Copy' }).first());
  expect(copied).toHaveBeenCalledWith(link());
  await expect.element(sheet.getByText('Copied.')).toBeVisible();
  await userEvent.click(sheet.getByRole('button', { name: 'Show everything' }));
  expect(readLink(new URL(link()).hash).guard.hidden).toEqual([]);
});

it('selects the link when copying is refused', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('no'));
  await render(<App />);
  await userEvent.keyboard('s');
  await userEvent.click(page.getByRole('button', { name: 'Copy' }).first());
  await expect.element(page.getByText('Copying was refused.', { exact: false })).toBeVisible();
  const field = page.getByRole('textbox', { name: 'Link' }).element() as HTMLTextAreaElement;
  expect(field.selectionEnd - field.selectionStart).toBe(field.value.length);
});

it('hides and locks what the link says', async () => {
  const guard = { ...GUARD, hidden: ['level', 'backend'], locked: ['env', 'temperature', 'tti', 'seed', 'preset'] };
  const { host } = await render(<App />, { guard });
  host.querySelectorAll('details').forEach((group) => (group.open = true));
  expect(document.querySelector('#setting-level')).toBeNull();
  await expect.element(page.getByRole('combobox', { name: 'Run on' })).not.toBeInTheDocument();
  for (const id of ['env', 'temperature', 'tti'])
    expect(document.querySelector(`#setting-${id}`)?.matches(':disabled'), id).toBe(true);
  expect(document.querySelector('#setting-learning-rate')?.matches(':disabled')).toBe(false);
  await expect.element(page.getByRole('slider', { name: 'Temperature, slider' })).toBeDisabled();
  await expect.element(page.getByRole('textbox', { name: 'Seed' })).toBeDisabled();
  await expect.element(page.getByRole('button', { name: 'New seed' })).toBeDisabled();
  await expect.element(page.getByRole('combobox', { name: 'Preset' })).toBeDisabled();
});

it('shows a recorded run, named as such, until something is done; then nothing of it is left', async () => {
  const { session, client } = await render(<App recording="/recorded-run.json" />);
  const bar = page.getByRole('region', { name: 'Recorded run' });
  await expect.element(bar).toHaveTextContent(/^Recorded \d+ \w+ 20\d\d: MiniHouse level 0/);
  await expect.poll(() => document.querySelector('h2#result')?.textContent).toBe('How well it does (recorded)');
  await expect.element(page.getByRole('heading', { name: 'What it wrote' })).toBeVisible();
  await expect.poll(() => document.querySelector('figure p')?.textContent).toBeTruthy();
  expect([session.state.run, session.history.tables.warm.length, session.state.episode]).toEqual(['empty', 0, null]);
  await userEvent.click(bar.getByRole('button', { name: 'Pause' }));
  await expect.element(bar.getByRole('button', { name: 'Go on' })).toBeVisible();
  expect(session.state.run).toBe('empty');
  await userEvent.click(page.getByRole('button', { name: 'Train', exact: true }));
  await expect.element(bar).not.toBeInTheDocument();
  expect(client().sent[0]?.kind).toBe('open');
  await expect.element(page.getByText('The expert at work', { exact: false })).toBeVisible();
  expect(document.querySelector('h2#result')?.textContent).toBe('How well it does');
});

it.each([
  ['cannot be fetched', 'blob:nothing'],
  ['is something else', URL.createObjectURL(new Blob(['<!doctype html>']))],
])('goes on without a recorded run that %s', async (_, address) => {
  await render(<App recording={address} />);
  await expect.element(page.getByText('The expert at work', { exact: false })).toBeVisible();
  await expect.element(page.getByRole('region', { name: 'Recorded run' })).not.toBeInTheDocument();
});

it('does not show the recorded run to somebody who opened another world or a lesson', async () => {
  const { host } = await render(<App recording="blob:nothing" />, { lesson: { id: 'loops', step: 1 } });
  expect(host.querySelector('[aria-label="Recorded run"]')).toBeNull();
});

it('lists alerts of the run below the curves, also when their banner was dismissed', async () => {
  const { session, client } = await render(<App />);
  await doing(() => {
    session.train();
    client().opened();
    client().train(9);
    const sentence = 'Update 9: KL blew up.';
    client().emit({ kind: 'train', event: { kind: 'alert', update: 9, cause: 'kl', sentence, next: 'Do less.' } });
    session.flush();
  });
  await expect.element(page.getByRole('button', { name: 'Dismiss: Update 9: KL blew up.' })).toBeVisible();
  await userEvent.click(page.getByRole('button', { name: 'Dismiss: Update 9: KL blew up.' }));
  const list = page.getByRole('region', { name: 'Alerts of this run' });
  await expect.element(list).toHaveTextContent('Update 9: KL blew up. Do less.');
});
