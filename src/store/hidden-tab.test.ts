import { expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { RunState } from '../worker/protocol.ts';
import { followVisibility } from './hidden-tab.ts';
import { parsePreferences, type Preferences } from './preferences.ts';

/** A page that can be hidden, and a run whose worker obeys at once. */
function scene(whenHidden: Preferences['whenHidden'], run: RunState = 'running') {
  const page = Object.assign(new EventTarget(), { hidden: false }) as unknown as Document & { hidden: boolean };
  const state = { run };
  const session = {
    state,
    pause: vi.fn<() => void>(() => void (state.run = 'paused')),
    train: vi.fn<() => void>(() => void (state.run = 'running')),
  };
  const preferences = createStore<Preferences>(() => ({ ...parsePreferences(null), whenHidden }));
  const stop = followVisibility(session, preferences, page);
  const show = (isShown: boolean): void => {
    page.hidden = !isShown;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  return { session, state, show, preferences, stop };
}

test('by default a hidden tab trains on', () => {
  expect(parsePreferences(null).whenHidden).toBe('continue');
  const { session, show } = scene('continue');
  show(false);
  show(true);
  expect(session.pause).not.toHaveBeenCalled();
  expect(session.train).not.toHaveBeenCalled();
});

test('who chose so finds training paused while hidden, and going on when seen', () => {
  const { session, state, show } = scene('pause');
  show(false);
  expect(state.run).toBe('paused');
  show(true);
  expect(state.run).toBe('running');
  expect(session.train).toHaveBeenCalledTimes(1);
});

test('a seed that followed meanwhile goes on when seen', () => {
  const { session, state, show } = scene('pause');
  show(false);
  state.run = 'preparing';
  show(true);
  expect(session.train).toHaveBeenCalledTimes(1);
});

test.each(['paused', 'empty', 'finished', 'failed'] as const)('a run that is %s stays so', (run) => {
  const { session, show } = scene('pause', run);
  show(false);
  show(true);
  expect(session.pause).not.toHaveBeenCalled();
  expect(session.train).not.toHaveBeenCalled();
});

test('what was reset meanwhile is not brought back', () => {
  const { session, state, show } = scene('pause');
  show(false);
  state.run = 'empty';
  show(true);
  expect(session.train).not.toHaveBeenCalled();
});

test('the choice counts at the moment of hiding, and a worker that has not paused yet goes on all the same', () => {
  const { session, state, show, preferences } = scene('continue');
  preferences.setState({ whenHidden: 'pause' });
  session.pause.mockImplementation(() => undefined);
  show(false);
  preferences.setState({ whenHidden: 'continue' });
  expect(state.run).toBe('running');
  show(true);
  expect(session.pause).toHaveBeenCalledTimes(1);
  expect(session.train).toHaveBeenCalledTimes(1);
});

test('following can end', () => {
  const { session, show, stop } = scene('pause');
  stop();
  show(false);
  expect(session.pause).not.toHaveBeenCalled();
});
