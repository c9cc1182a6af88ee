/** Guided lessons with a scripted worker: guess, train on the lab, outcome against the guess; keyboard, announcements, links. */
import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { settingsFrom } from '../../src/core/settings.ts';
import { App } from '../../src/ui/App.tsx';
import { doing, render, type Rendered } from './ui-render.tsx';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const said = (): string[] => [...document.querySelectorAll('output')].map((output) => output.textContent);
const at = (id: string, step: number): Promise<Rendered> => render(<App />, { lesson: { id, step } });

beforeEach(() => page.viewport(1440, 900));

it('is opened and closed with L, and lists the lessons', async () => {
  const { session } = await render(<App />);
  await userEvent.keyboard('l');
  await expect.element(page.getByRole('heading', { name: 'Lessons', exact: true })).toHaveFocus();
  await userEvent.click(page.getByRole('button', { name: /^Thinking too long/ }));
  expect(session.state.lesson).toEqual({ id: 'thinking', step: 1 });
  await expect.element(page.getByRole('heading', { name: 'Chatter can be learned' })).toHaveFocus();
  expect(document.querySelector('[data-pointed]')?.textContent).toContain('Verbosity');
  await userEvent.keyboard('l');
  await expect.poll(() => page.getByRole('complementary').elements().length).toBe(0);
  expect(document.querySelector('[data-pointed]')).toBeNull();
});

it('asks for a guess, trains with its own settings, stops, and holds the outcome against the guess', async () => {
  const { session, client } = await at('policy-gradient', 2);
  await expect.element(page.getByRole('heading', { name: 'Your guess first' })).toBeVisible();
  await expect.element(button('Skip')).toBeVisible();
  await userEvent.click(page.getByRole('radio', { name: /It falls/ }));
  await userEvent.click(button('Next'));
  expect(session.state.run).toBe('empty');
  await userEvent.click(button('Set it up and train'));
  expect(client().sent.map(({ kind }) => kind)).toEqual(['open', 'run']);
  expect(session.state.opened).toMatchObject({ env: 'numberline', updates: 15, width: settingsFrom('nano').width });
  await doing(() => {
    client().opened();
    client().evaluate(0);
    client().train(7);
    client().enter('running');
    session.flush();
  });
  await expect.element(page.getByText('Update 7 of 15.', { exact: false })).toBeVisible();
  await doing(() => {
    client().train(8);
    client().enter('finished');
    session.flush();
  });
  await expect.element(page.getByText('Done. Go on to see what came out.')).toBeVisible();
  expect(said().join(' ')).toContain('The run is done');
  await userEvent.click(button('Next'));
  await expect.element(page.getByText(/It solved \d+ % after imitation and \d+ % after 15 updates\./)).toBeVisible();
  await expect.element(page.getByText('You guessed: It falls', { exact: false })).toBeVisible();
});

it('pauses the run where it measures, and moves live settings of that run in a later step', async () => {
  const { session, client } = await at('thinking', 3);
  await userEvent.click(button('Set it up and train'));
  await doing(() => {
    client().opened();
    client().turns(8);
    client().train(4);
    client().enter('running');
    session.flush();
  });
  expect(client().sent.at(-1)).toEqual({ kind: 'pause' });
  await userEvent.click(button('Next'));
  await expect
    .element(page.getByText(/Where it named its action, \d+ % of its thinking came after that\./))
    .toBeVisible();
  await doing(() => session.showLesson({ id: 'thinking', step: 6 }));
  await userEvent.click(button('Switch it on and train'));
  await expect
    .poll(() => client().sent.slice(3))
    .toEqual([
      { kind: 'calibrate', rate: 0.3 },
      { kind: 'set', changes: { tti: true } },
      { kind: 'run', until: 8 },
    ]);
});

it('lands on the step of a link; without the run before it, it says what to do and can be skipped', async () => {
  const { session } = await at('loops', 6);
  await expect.element(page.getByText('This goes on with the run of an earlier step.', { exact: false })).toBeVisible();
  expect(said().join(' ')).toContain('Step 6 of 7: Resample while it learns.');
  await userEvent.click(button('Skip'));
  await expect.element(page.getByText('Nothing was measured', { exact: false })).toBeVisible();
  await userEvent.click(button('Finish'));
  expect(session.state.lesson).toBeNull();
});

it('says that the run ended when it did, and offers to put the settings back', async () => {
  const { session, client } = await at('uncertainty', 3);
  const mine = session.state.draft;
  await userEvent.click(button('Set it up and train'));
  await doing(() => client().listener.onCrash('boom'));
  await expect.element(page.getByText('The run ended before it had come far enough.')).toBeVisible();
  await userEvent.click(button('Close the lesson'));
  await userEvent.click(button('Put mine back'));
  expect(session.state.draft).toEqual(mine);
});

it('leaves what the link locked as it is', async () => {
  const guard = { hidden: [], locked: ['seed'], isEmbedded: false };
  const draft = { ...settingsFrom('micro'), seed: 5 };
  const { session } = await render(<App />, { lesson: { id: 'loops', step: 3 }, guard, draft });
  await userEvent.click(button('Set it up and train'));
  expect(session.state.opened).toMatchObject({ seed: 5, loopiness: 0.6 });
});
