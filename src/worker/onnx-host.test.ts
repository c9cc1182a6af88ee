import { beforeAll, describe, expect, test, vi } from 'vitest';
import { settingsFrom } from '../core/settings.ts';
import { TurnlabError } from '../core/errors.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { OnnxPolicy } from '../model/onnx/onnx-policy.ts';
import type { Ort } from '../model/onnx/ort-model.ts';
import { readPolicyFile } from '../model/onnx/policy-file.ts';
import { codecOf } from '../rollout/codec.ts';
import type { Bundle } from '../train/bundle/bundle.ts';
import { onnxFile } from '../train/bundle/onnx-file.ts';
import { tinyRun } from '../train/bundle/run.fixture.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { jsonLine } from '../train/event-line.ts';
import type { Metrics, TrainEvent } from '../train/events.ts';
import { Trainer } from '../train/trainer.ts';
import { serveOnnx } from './onnx-host.ts';
import type { OnnxEvent, OnnxRequest } from './onnx-protocol.ts';

let bundle: Bundle;
let checkpoint: Uint8Array;

beforeAll(async () => {
  ({ bundle } = await tinyRun());
  ({ checkpoint } = bundle);
  // Trains, on a machine that may be busy.
}, 60_000);

const loadOrt = async (): Promise<Ort> => {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
  return ort;
};

async function served(request: OnnxRequest, load = loadOrt): Promise<OnnxEvent[]> {
  const events: OnnxEvent[] = [];
  await serveOnnx(request, load, (event) => events.push(event));
  return events;
}

const sequences = [Uint32Array.of(3, 4, 5), Uint32Array.of(7, 300, 301, 302, 303, 8)];

describe('an ONNX worker', () => {
  test('compares the run’s policy.onnx with our engine', async () => {
    const events = await served({ kind: 'compare', checkpoint, sequences });
    const answer = events.at(-1)!;
    expect(answer.kind).toBe('compared');
    if (answer.kind !== 'compared') return;
    const { agreement } = answer;
    expect(agreement).toMatchObject({ sequences: 2, positions: 9, sameChoice: 1 });
    expect(agreement.maxDifference).toBeLessThan(1e-4);
    expect(agreement.maxDifference).toBeGreaterThan(0);
    expect(agreement.largest).toBeGreaterThan(0.01);
    expect(events.filter(({ kind }) => kind === 'progress').length).toBe(3);
  });

  test('compares on first prompts where no episodes were kept', async () => {
    const answer = (await served({ kind: 'compare', checkpoint, sequences: [] })).at(-1)!;
    if (answer.kind !== 'compared') throw new Error(JSON.stringify(answer));
    expect(answer.agreement.sequences).toBe(8);
    expect(answer.agreement.maxDifference).toBeLessThan(1e-4);
  });

  test('plays held-out tasks as an evaluation in training does', async () => {
    const onnx = onnxFile(readCheckpoint(checkpoint));
    const play = { env: 'numberline', level: 0, split: 'val', episodes: 8 } as const;
    const events = await served({ kind: 'play', onnx, play });
    const answer = events.at(-1)!;
    if (answer.kind !== 'played') throw new Error(JSON.stringify(answer));
    const recorded = JSON.parse(bundle.lines.findLast((line) => line.includes('"evaluation"'))!) as Metrics;
    for (const name of ['val/episodes', 'val/success_rate', 'val/success_rate/low', 'val/length/mean', 'val/score'])
      expect([name, answer.metrics[name]]).toEqual([name, recorded[name]]);
    expect(answer.temperature).toBe(bundle.sheet.settings.evalTemperature);
    expect(events.some((event) => event.kind === 'progress' && event.note === 'turn 2')).toBe(true);
  });

  test('one sentence for what is no policy, for a foreign vocabulary, and when onnxruntime cannot be had', async () => {
    const onnx = onnxFile(readCheckpoint(checkpoint));
    const play = { env: 'numberline', level: 0, split: 'val', episodes: 1 } as const;
    const failure = async (request: OnnxRequest, load = loadOrt): Promise<string> => {
      const events = await served(request, load);
      const last = events.at(-1)!;
      return last.kind === 'failed' ? last.sentence : last.kind;
    };
    expect(await failure({ kind: 'play', onnx: Uint8Array.of(1, 2, 3), play })).toContain('not an ONNX model');
    const foreign = new TextEncoder().encode('{"model": {"type": "BPE", "vocab": {"hello": 0}, "merges": []}}');
    expect(await failure({ kind: 'play', onnx, tokenizer: foreign, play })).toContain('not one of turnlab’s');
    const gone = (): Promise<Ort> => Promise.reject(new TurnlabError('worker-crashed', 'It did not arrive.'));
    expect(await failure({ kind: 'play', onnx, play }, gone)).toBe('It did not arrive.');
    expect(await failure({ kind: 'play', onnx, play: { ...play, env: 'mars' } })).toContain('Environment cannot be');
  });
});

describe.each([true, false])('a policy that sees (list of actions: %s)', (actionList) => {
  let seeing: Uint8Array;
  let recorded: Metrics;

  beforeAll(async () => {
    const settings = settingsFrom('nano', {
      env: 'lake',
      observation: 'picture',
      actionList,
      width: 16,
      heads: 2,
      kvHeads: 1,
      mlpWidth: 32,
      groups: 2,
      groupSize: 2,
      maxNewTokens: 16,
      warmMaxUpdates: 2,
      evalEpisodes: 8,
      updates: 1,
    });
    const executor = await CpuExecutor.create({ precision: 'f32' });
    const lines: string[] = [];
    const emit = (event: TrainEvent): void => void lines.push(jsonLine(event) ?? '');
    const trainer = await Trainer.create(settings, { executor, emit });
    while (await trainer.step());
    recorded = JSON.parse(lines.findLast((line) => line.includes('"evaluation"'))!) as Metrics;
    seeing = await trainer.checkpoint();
    executor.dispose();
  }, 60_000);

  test('agrees with our engine on the pictures of held-out tasks', async () => {
    const answer = (await served({ kind: 'compare', checkpoint: seeing, sequences })).at(-1)!;
    if (answer.kind !== 'compared') throw new Error(JSON.stringify(answer));
    expect(answer.agreement).toMatchObject({ sequences: 8, sameChoice: 1 });
    expect(answer.agreement.maxDifference).toBeLessThan(1e-4);
    // Prompts of 16 patches and seven more, and of the actions' seven where they are told.
    expect(answer.agreement.positions).toBe(8 * (actionList ? 30 : 23));
  });

  test('plays as an evaluation in training does, and says where it cannot', async () => {
    const onnx = onnxFile(readCheckpoint(seeing));
    expect(readPolicyFile(onnx).settings).toMatchObject({ observation: 'picture', actionList });
    const play = { env: 'lake', level: 0, split: 'val', episodes: 8 } as const;
    const asked = vi.spyOn(OnnxPolicy.prototype, 'generate');
    const answer = (await served({ kind: 'play', onnx, play })).at(-1)!;
    const { admissible } = codecOf(readPolicyFile(onnx).tokenizer).control;
    for (const [{ rows }] of asked.mock.calls)
      for (const { prompt } of rows) expect(prompt.at(-1) === admissible).toBe(!actionList);
    asked.mockRestore();
    if (answer.kind !== 'played') throw new Error(JSON.stringify(answer));
    for (const name of ['val/success_rate', 'val/length/mean', 'val/score'])
      expect([name, answer.metrics[name]]).toEqual([name, recorded[name]]);
    const blind = (await served({ kind: 'play', onnx, play: { ...play, env: 'house' } })).at(-1)!;
    expect(blind).toMatchObject({ kind: 'failed', next: 'Let it play GUINav, GridPush, Lake.' });
  });
});

test('policy.onnx says how it was trained', () => {
  const { settings, tokenizer, V } = readPolicyFile(onnxFile(readCheckpoint(checkpoint)));
  expect(settings).toMatchObject({ env: 'numberline', level: 0, maxNewTokens: 16 });
  expect(settingsFrom('micro', settings).maxNewTokens).toBe(16);
  expect(tokenizer.size).toBe(V);
});
