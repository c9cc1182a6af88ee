/** A real worker opens policy.onnx by onnxruntime-web: agreement with our engine, and playing. */
import { beforeAll, expect, test } from 'vitest';
import { agrees } from '../../src/model/onnx/agreement.ts';
import { inOnnxWorker, sequencesOf, type OnnxProgress } from '../../src/store/library/onnx-job.ts';
import type { Bundle } from '../../src/train/bundle/bundle.ts';
import { onnxFile } from '../../src/train/bundle/onnx-file.ts';
import { tinyRun } from '../../src/train/bundle/run.fixture.ts';
import { readCheckpoint } from '../../src/train/checkpoint.ts';

let bundle: Bundle;

beforeAll(async () => {
  ({ bundle } = await tinyRun());
}, 60_000);

const never = new AbortController().signal;

test('the logits of a run’s policy.onnx are those of our engine, on what its episodes saw and said', async () => {
  const sequences = sequencesOf(bundle.episodes.map((line) => ({ update: 1, line })));
  expect(sequences.length).toBeGreaterThan(3);
  expect(new Set(sequences.map((ids) => ids.join(' '))).size).toBe(sequences.length);
  const seen: OnnxProgress[] = [];
  const { checkpoint } = bundle;
  const answer = await inOnnxWorker({ kind: 'compare', checkpoint, sequences }, (one) => seen.push(one), never);
  if (answer.kind !== 'compared') throw new Error(answer.kind);
  expect(agrees(answer.agreement)).toBe(true);
  expect(answer.agreement.sequences).toBe(sequences.length);
  expect(answer.agreement.sameChoice).toBe(1);
  expect(seen.at(-1)).toMatchObject({ done: sequences.length - 1, total: sequences.length });
  console.log(`largest difference of a logit ${answer.agreement.maxDifference}`);
});

test('it plays another environment, can be stopped, and a file that is no model gives one sentence', async () => {
  const onnx = onnxFile(readCheckpoint(bundle.checkpoint));
  const play = { env: 'bandit', level: 0, split: 'val', episodes: 3 } as const;
  const answer = await inOnnxWorker({ kind: 'play', onnx, play }, () => {}, never);
  if (answer.kind !== 'played') throw new Error(answer.kind);
  expect(answer.metrics['val/episodes']).toBe(3);

  const stop = new AbortController();
  const long = { ...play, episodes: 1000 };
  const stopped = inOnnxWorker(
    { kind: 'play', onnx, play: long },
    ({ note }) => note === 'turn 1' && stop.abort(),
    stop.signal,
  );
  await expect(stopped).rejects.toThrow('aborted');

  const junk = inOnnxWorker({ kind: 'play', onnx: onnx.slice(0, 999), play }, () => {}, never);
  await expect(junk).rejects.toThrow('This is not an ONNX model.');
});
