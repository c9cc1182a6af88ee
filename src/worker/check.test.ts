import { expect, test } from 'vitest';
import { settingsFrom } from '../core/settings.ts';
import { checkCommand } from './check.ts';

const settings = settingsFrom('micro');

test('good commands pass unchanged', () => {
  expect(checkCommand({ kind: 'run' })).toEqual({ kind: 'run' });
  expect(checkCommand({ kind: 'run', until: 4 })).toEqual({ kind: 'run', until: 4 });
  expect(checkCommand({ kind: 'step' })).toEqual({ kind: 'step', unit: 'update' });
  expect(checkCommand({ kind: 'step', unit: 'turn' })).toEqual({ kind: 'step', unit: 'turn' });
  expect(checkCommand({ kind: 'watch', on: true })).toEqual({ kind: 'watch', on: true });
  expect(checkCommand({ kind: 'calibrate', rate: 0.2 })).toEqual({ kind: 'calibrate', rate: 0.2 });
  expect(checkCommand({ kind: 'set', changes: { learningRate: 1e-3 } })).toEqual({
    kind: 'set',
    changes: { learningRate: 1e-3 },
  });
  expect(checkCommand({ kind: 'open', settings, backend: 'auto' })).toEqual({
    kind: 'open',
    settings,
    backend: 'auto',
  });
  const own = { ...settings, env: 'own-wordle-0123456789abcdef' };
  const open = { kind: 'open', settings: own, backend: 'cpu', data: 'any text' };
  expect(checkCommand(open)).toEqual(open);
  expect(checkCommand({ ...open, data: undefined })).not.toHaveProperty('data');
  const clone = new Uint8Array(3);
  expect(checkCommand({ kind: 'open', settings, backend: 'cpu', clone })).toEqual({
    kind: 'open',
    settings,
    backend: 'cpu',
    clone,
  });
});

test.each([
  [null, 'bad-message'],
  ['run', 'bad-message'],
  [[], 'bad-message'],
  [{ kind: 'explode' }, 'bad-message'],
  [{ kind: 'run', until: 0 }, 'bad-message'],
  [{ kind: 'run', until: 1.5 }, 'bad-message'],
  [{ kind: 'run', until: '4' }, 'bad-message'],
  [{ kind: 'open', backend: 'auto' }, 'bad-message'],
  [{ kind: 'open', backend: 'abacus', settings }, 'bad-message'],
  [{ kind: 'open', backend: 'cpu', settings: { ...settings, width: 63 } }, 'bad-setting'],
  [{ kind: 'open', backend: 'cpu', settings: { ...settings, width: Number.NaN } }, 'bad-setting'],
  [{ kind: 'open', backend: 'cpu', settings: { ...settings, surprise: 1 } }, 'bad-setting'],
  [{ kind: 'open', backend: 'cpu', settings, checkpoint: 'text' }, 'bad-message'],
  [{ kind: 'open', backend: 'cpu', settings, clone: 'text' }, 'bad-message'],
  [{ kind: 'open', backend: 'cpu', settings, clone: new Uint8Array(1), checkpoint: new Uint8Array(1) }, 'bad-message'],
  [{ kind: 'open', backend: 'cpu', settings, data: 7 }, 'bad-message'],
  [{ kind: 'open', backend: 'cpu', settings: { ...settings, env: 'own-wordle' } }, 'bad-setting'],
  [{ kind: 'open', backend: 'cpu', settings: { ...settings, env: ['own-wordle-0123456789abcdef'] } }, 'bad-setting'],
  [{ kind: 'watch' }, 'bad-message'],
  [{ kind: 'set', changes: { width: 128 } }, 'bad-setting'],
  [{ kind: 'set', changes: { learningRate: 'fast' } }, 'bad-setting'],
  [{ kind: 'set', changes: { epsilon: Number.NaN } }, 'bad-setting'],
  [{ kind: 'set', changes: { maxTries: 1.5 } }, 'bad-setting'],
  [{ kind: 'step', unit: 'token' }, 'bad-message'],
  [{ kind: 'calibrate' }, 'bad-message'],
  [{ kind: 'calibrate', rate: '20 %' }, 'bad-message'],
  [{ kind: 'checkpoint' }, 'bad-message'],
])('malformed message %# is refused by name', (message, code) => {
  expect(() => checkCommand(message)).toThrow(expect.objectContaining({ name: 'TurnlabError', code }));
});
