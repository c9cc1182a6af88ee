/** Workers and own data: a lab that is given it, one that goes on without, and an ONNX policy that plays it. */
import { beforeEach, expect, test, vi } from 'vitest';
import { settingsFrom } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { OWN_TEXTS } from '../envs/own.fixture.ts';
import { onnxFile } from '../train/bundle/onnx-file.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import type { Command, WorkerEvent } from './protocol.ts';

/** What `envs --env own-wordle` says of the fixture. */
let env: string;
beforeEach(async () => {
  const { bringOwn } = await import('../envs/own-worlds.ts');
  env = bringOwn('wordle', OWN_TEXTS.wordle);
  // A worker that has just started has none of it.
  vi.resetModules();
});

const open = (more: Partial<Extract<Command, { kind: 'open' }>> = {}): Command => ({
  kind: 'open',
  settings: settingsFrom('nano', {
    env,
    width: 16,
    heads: 1,
    kvHeads: 1,
    mlpWidth: 32,
    groups: 2,
    groupSize: 2,
    warmMaxUpdates: 2,
    evalEpisodes: 8,
    updates: 2,
  }),
  backend: 'cpu',
  ...more,
});

/** Sends these to a fresh worker and waits until it stands still or has failed. */
async function lab(...commands: Command[]): Promise<WorkerEvent[]> {
  const { LabHost } = await import('./host.ts');
  const events: WorkerEvent[] = [];
  await new Promise<void>((done) => {
    const isOver = (event: WorkerEvent): boolean =>
      event.kind === 'failed' || (event.kind === 'status' && event.status.state === 'finished');
    const host = new LabHost({
      open: async () => ({
        executor: await CpuExecutor.create({ precision: 'f32' }),
        software: false,
        notice: '',
      }),
      post: (event) => {
        events.push(event);
        if (isOver(event)) done();
      },
    });
    for (const command of commands) host.receive(command);
  });
  return events;
}

const checkpointIn = (events: readonly WorkerEvent[]): Uint8Array =>
  events.flatMap((e) => (e.kind === 'train' && e.event.kind === 'checkpoint' ? [e.event.bytes] : [])).at(-1)!;

test('a lab trains on the data that it is given, and a fresh one goes on from its checkpoint alone', async () => {
  const events = await lab(open({ data: OWN_TEXTS.wordle }), { kind: 'run' });
  expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
  const checkpoint = checkpointIn(events);
  vi.resetModules();
  const again = await lab(open({ checkpoint }), { kind: 'step' });
  expect(again.find(({ kind }) => kind === 'opened')).toMatchObject({ settings: { env } });
  expect(again.filter(({ kind }) => kind === 'failed')).toEqual([]);
});

test.each([
  [undefined, 'which is not here'],
  [OWN_TEXTS.questions, 'is not that of own-wordle-'],
  [OWN_TEXTS.wordle.replace('wheat', 'wheel'), 'is not that of own-wordle-'],
])('a lab that lacks it says so (%#)', async (data, sentence) => {
  const events = await lab(open({ ...(data !== undefined && { data }) }));
  expect(events.at(-1)).toMatchObject({ kind: 'failed', fatal: true, command: 'open' });
  expect((events.at(-1) as Extract<WorkerEvent, { kind: 'failed' }>).sentence).toContain(sentence);
});

test('an ONNX policy is compared and plays with its own words', async () => {
  const checkpoint = checkpointIn(await lab(open({ data: OWN_TEXTS.wordle }), { kind: 'run' }));
  const onnx = onnxFile(readCheckpoint(checkpoint));
  const loadOrt = async () => {
    const ort = await import('onnxruntime-web');
    ort.env.wasm.numThreads = 1;
    return ort;
  };
  vi.resetModules();
  const { serveOnnx } = await import('./onnx-host.ts');
  const answers: unknown[] = [];
  const post = (event: { kind: string }): void => void (event.kind === 'progress' || answers.push(event));
  const play = { env, level: 0, split: 'val', episodes: 4 } as const;
  await serveOnnx({ kind: 'play', onnx, play }, loadOrt, post);
  await serveOnnx({ kind: 'compare', checkpoint, sequences: [] }, loadOrt, post);
  await serveOnnx({ kind: 'play', onnx, play: { ...play, data: OWN_TEXTS.wordle } }, loadOrt, post);
  expect(answers).toMatchObject([
    { kind: 'failed', code: 'bad-setting' },
    { kind: 'compared' },
    { kind: 'played', metrics: { 'val/episodes': 4 } },
  ]);
});
