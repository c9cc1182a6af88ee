import { beforeEach, expect, test, vi } from 'vitest';
import type { Command, WorkerEvent } from '../worker/protocol.ts';
import type { ClientListener } from './client.ts';
import { readKernels, rememberKernels } from './kernel-memory.ts';
import { settingsFrom } from '../core/settings.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  return () => vi.unstubAllGlobals();
});

function connected() {
  const sent: Command[] = [];
  const heard: WorkerEvent[] = [];
  let worker: ClientListener | undefined;
  const client = rememberKernels((listener) => {
    worker = listener;
    return { send: (command) => sent.push(command), dispose: () => undefined };
  })({ onEvent: (event) => heard.push(event), onCrash: () => undefined });
  return { client, sent, heard, say: (event: WorkerEvent) => worker!.onEvent(event) };
}

const open: Command = { kind: 'open', settings: settingsFrom('nano', {}), backend: 'auto' };
const one = { card: { 'matmulNT M64': 'tile64' } };
const other = { 'another card': { 'matmulNT M64': 'row' } };

test('what one worker measured is told to the next, and to nobody else', () => {
  const first = connected();
  first.client.send(open);
  expect(first.sent).toEqual([{ ...open, kernels: {} }]);
  first.say({ kind: 'kernels', kernels: one });
  expect(first.heard).toEqual([]);
  const second = connected();
  second.client.send(open);
  expect(second.sent).toEqual([{ ...open, kernels: one }]);
  second.client.send({ kind: 'run' });
  expect(second.sent[1]).toEqual({ kind: 'run' });
});

test('adapters are kept side by side; other events pass', () => {
  const { say, heard } = connected();
  say({ kind: 'kernels', kernels: one });
  say({ kind: 'kernels', kernels: other });
  expect(readKernels()).toEqual({ ...one, ...other });
  const event: WorkerEvent = { kind: 'checkpoint', request: 1, bytes: new Uint8Array() };
  say(event);
  expect(heard).toEqual([event]);
});

test.each(['', 'not json', '7', '{"version":0,"kernels":{"card":{"a":"b"}}}', '{"version":1,"kernels":[1]}'])(
  'what is kept but means nothing is nothing: %j',
  (text) => {
    kept.set('turnlab.kernels', text);
    expect(readKernels()).toEqual({});
  },
);

test('blocked storage only forgets', () => {
  vi.stubGlobal('localStorage', undefined);
  const { client, sent, say } = connected();
  say({ kind: 'kernels', kernels: one });
  client.send(open);
  expect(sent).toEqual([{ ...open, kernels: {} }]);
});
