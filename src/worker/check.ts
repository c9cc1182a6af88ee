/**
 * Checks a message from the page before it is obeyed. Throws TurnlabError `bad-message` or `bad-setting`; must not
 * change anything.
 */
import { TurnlabError } from '../core/errors.ts';
import { checkSetting, settingOf, SETTINGS, settingsFrom, type Settings } from '../core/settings.ts';
import { parseChoices } from '../engine/choices.ts';
import type { BackendChoice, Command } from './protocol.ts';

const BACKENDS: readonly string[] = ['auto', 'webgpu', 'cpu'] satisfies BackendChoice[];

const bad = (sentence: string): TurnlabError =>
  new TurnlabError(
    'bad-message',
    `The worker got a malformed message: ${sentence}`,
    'Nothing was changed; reload the page.',
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All settings, each in bounds. */
function checkSettings(value: unknown): Settings {
  if (!isRecord(value)) throw bad('settings must be an object.');
  for (const { key } of SETTINGS) if (!(key in value)) throw bad(`setting "${key}" is missing.`);
  return settingsFrom('micro', value);
}

function checkChanges(value: unknown): Partial<Settings> {
  if (!isRecord(value)) throw bad('changes must be an object.');
  for (const [key, change] of Object.entries(value)) {
    checkSetting(key, change);
    if (!settingOf(key)!.live)
      throw new TurnlabError(
        'bad-setting',
        `${settingOf(key)!.label} cannot change while training.`,
        'Reset to apply it.',
      );
  }
  return value;
}

/** What a run goes on from, if anything. */
function optionalBytes(message: Record<string, unknown>): { checkpoint?: Uint8Array; clone?: Uint8Array } {
  const given = (['checkpoint', 'clone'] as const).filter((name) => message[name] !== undefined);
  const wrong = given.find((name) => !(message[name] instanceof Uint8Array));
  if (wrong) throw bad(`${wrong} must be bytes.`);
  if (given.length === 2) throw bad('a run begins from a checkpoint or from a clone, not from both.');
  return Object.fromEntries(given.map((name) => [name, message[name] as Uint8Array]));
}

export function checkCommand(message: unknown): Command {
  if (!isRecord(message)) throw bad('it is not an object.');
  const kind = message['kind'] as Command['kind'];
  switch (kind) {
    case 'open': {
      const backend = message['backend'];
      if (typeof backend !== 'string' || !BACKENDS.includes(backend))
        throw bad(`unknown backend "${String(backend)}".`);
      const settings = checkSettings(message['settings']);
      const kernels = message['kernels'] === undefined ? {} : { kernels: parseChoices(message['kernels']) };
      const { data } = message;
      if (data !== undefined && typeof data !== 'string') throw bad('data must be text.');
      const own = data === undefined ? {} : { data };
      return { kind, settings, backend: backend as BackendChoice, ...kernels, ...own, ...optionalBytes(message) };
    }
    case 'set':
      return { kind, changes: checkChanges(message['changes']) };
    case 'checkpoint':
      if (!Number.isInteger(message['request'])) throw bad('checkpoint needs a request number.');
      return { kind, request: message['request'] as number };
    case 'calibrate':
      if (typeof message['rate'] !== 'number') throw bad('calibrate needs a rate.');
      return { kind, rate: message['rate'] };
    case 'watch':
      if (typeof message['on'] !== 'boolean') throw bad('watch needs on or off.');
      return { kind, on: message['on'] };
    case 'step': {
      const unit = message['unit'] ?? 'update';
      if (unit !== 'update' && unit !== 'turn') throw bad('the unit of a step is "turn" or "update".');
      return { kind, unit };
    }
    case 'run': {
      const { until } = message;
      if (until === undefined) return { kind };
      if (!Number.isInteger(until) || (until as number) < 1)
        throw bad('a run goes on until an update, counted from 1.');
      return { kind, until: until as number };
    }
    case 'pause':
    case 'lose-device':
    case 'close':
      return { kind };
    default:
      kind satisfies never;
      throw bad(`unknown kind "${String(message['kind'])}".`);
  }
}
