/** Training on own data: what its agents know, that the same run gives the same bytes, and that its checkpoint is enough to go on. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { OwnKind } from '../core/environments.ts';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { LEXICON } from '../envs/lexicon.ts';
import { OWN_TEXTS } from '../envs/own.fixture.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { freshTokenizer, VOCABULARY_SIZE } from '../rollout/vocabulary.ts';
import { makeBundle, readBundle, writeBundle } from './bundle/bundle.ts';
import { policyFiles } from './bundle/policy-files.ts';
import { sheetOf } from './bundle/run.fixture.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { TrainEvent } from './events.ts';
import { TINY_AGENT } from './tiny.fixture.ts';

/** The modules as a program finds them that has just started: no data was brought to them. */
async function freshProgram() {
  vi.resetModules();
  const { bringOwn } = await import('../envs/own-worlds.ts');
  const { Trainer } = await import('./trainer.ts');
  return { bringOwn, Trainer };
}
type Program = Awaited<ReturnType<typeof freshProgram>>;
type Trainer = Awaited<ReturnType<Program['Trainer']['create']>>;

const settingsOf = (env: string, more: Partial<Settings> = {}): Settings =>
  settingsFrom('nano', {
    ...TINY_AGENT,
    env,
    groups: 4,
    warmLow: 0.9,
    warmHigh: 0.95,
    warmMaxUpdates: 90,
    updates: 3,
    evalEvery: 3,
    maxNewTokens: 60,
    ...more,
  });

async function options(events: TrainEvent[] = []) {
  return {
    executor: await CpuExecutor.create({ precision: 'f32' }),
    emit: (event: TrainEvent) => void events.push(event),
  };
}

async function finish(trainer: Trainer): Promise<Uint8Array> {
  while (await trainer.step());
  return new Uint8Array((await trainer.policy.parameters()).buffer);
}

describe.each(Object.keys(OWN_TEXTS) as OwnKind[])('%s', (kind) => {
  let program: Program;
  let settings: Settings;
  let parameters: Uint8Array;
  let halfway: Uint8Array;
  const events: TrainEvent[] = [];

  beforeAll(async () => {
    program = await freshProgram();
    settings = settingsOf(program.bringOwn(kind, OWN_TEXTS[kind]));
    const trainer = await program.Trainer.create(settings, await options(events));
    while (trainer.update < 1) await trainer.step();
    halfway = await trainer.checkpoint();
    parameters = await finish(trainer);
    // Trains, on a machine that may be busy.
  }, 60_000);

  test('is learned from, and trained again it has the same bytes', async () => {
    const steps = events.map((event) => (event.kind === 'update' ? event.metrics['actor/optimiser_steps']! : 0));
    expect(Math.max(...steps)).toBeGreaterThan(0);
    expect(await finish(await program.Trainer.create(settings, await options()))).toEqual(parameters);
  });

  test('a program that has never seen the data goes on from a checkpoint to the same bytes', async () => {
    const { Trainer } = await freshProgram();
    await expect(async () => Trainer.create(settings, await options())).rejects.toThrow('which is not here');
    expect(await finish(await Trainer.resume(halfway, await options()))).toEqual(parameters);
  });

  test('a program that has never seen the data begins anew from its clone', async () => {
    const { Trainer } = await freshProgram();
    expect(await finish(await Trainer.fromClone(halfway, settings, await options()))).toEqual(parameters);
    const faster = { ...settings, learningRate: 5e-3 };
    expect(await finish(await Trainer.fromClone(halfway, faster, await options()))).not.toEqual(parameters);
  });

  test('keeps all words of its data as single tokens, after those of everyone', () => {
    const { tokenizer, data } = readCheckpoint(halfway);
    expect(data).toBeTruthy();
    const own = Tokenizer.fromJson(tokenizer);
    expect(own.size).toBe(VOCABULARY_SIZE);
    expect(own.words.slice(0, freshTokenizer().words.length)).toEqual(freshTokenizer().words);
    const words = { search: ['kraus', 'hollerberg'], wordle: ['c', 'h', 'w'], questions: ['sparrow', 'mammal'] }[kind];
    for (const word of words) expect(own.idOf(word)).toBeDefined();
    expect(policyFiles(readCheckpoint(halfway))['tokenizer.json']).toEqual(tokenizer);
  });

  test('its bundle holds the data as a file, and refuses it when it was changed', () => {
    const zip = writeBundle(makeBundle(sheetOf(halfway), [], [], halfway));
    const { 'data.txt': data, ...files } = unzipSync(zip);
    expect(strFromU8(data!)).toBe(readCheckpoint(halfway).data);
    expect(readBundle(zip).checkpoint).toEqual(halfway);
    expect(() => readBundle(zipSync(files))).toThrow('data.txt and checkpoint.bin hold different data');
    expect(() => readBundle(zipSync({ ...files, 'data.txt': strToU8('other') }))).toThrow(
      'data.txt is not what it was',
    );
  });

  test('a checkpoint whose data was swapped is refused', async () => {
    const { Trainer } = await freshProgram();
    const checkpoint = readCheckpoint(halfway);
    const other = checkpoint.data!.split('\n').slice(0, -1).join('\n');
    const bytes = writeCheckpoint({ ...checkpoint, data: other });
    await expect(async () => Trainer.resume(bytes, await options())).rejects.toThrow('is not that of');
  });
});

test('built-in environments keep their vocabulary and write no data', async () => {
  const { Trainer } = await freshProgram();
  const trainer = await Trainer.create(settingsOf('numberline'), await options());
  const checkpoint = readCheckpoint(await trainer.checkpoint());
  expect(checkpoint).not.toHaveProperty('data');
  expect(checkpoint.tokenizer).toEqual(freshTokenizer().toJson());
});

test('the most frequent words get the room there is, whatever their number', () => {
  const own = Array.from({ length: 2000 }, (_, i) => `own${i}`);
  const { words, size } = freshTokenizer(['the', ...own]);
  expect(size).toBe(VOCABULARY_SIZE);
  const more = words.slice(freshTokenizer().words.length);
  expect(LEXICON).toContain('the');
  expect(more).toEqual(own.slice(0, more.length));
  expect(Tokenizer.sizeFor(words.length)).toBe(VOCABULARY_SIZE);
});

test('answers that no turn has room for are told, and refused when they are the rule', async () => {
  const { bringOwn, Trainer } = await freshProgram();
  const long = (n: number): string => Array.from({ length: n }, (_, i) => `word${i}`).join(' ');
  const corpus = (length: (i: number) => number): string =>
    [
      JSON.stringify({ id: 'p', title: 'P', text: long(300) }),
      ...Array.from({ length: 20 }, (_, i) =>
        JSON.stringify({ question: `what is word${i}`, answer: long(length(i)), gold: 'p' }),
      ),
    ].join('\n');
  const events: TrainEvent[] = [];
  const some = bringOwn(
    'search',
    corpus((i) => (i % 4 === 0 ? 30 : 1)),
  );
  const trainer = await Trainer.create(settingsOf(some), await options(events));
  const sentences = events.flatMap((event) => (event.kind === 'warning' ? [event.sentence] : []));
  expect(sentences.join()).toMatch(/of the prompts are longer than the 216 tokens .* cannot be learned/);
  while (trainer.stage === 'warm-start') await trainer.step();

  const all = settingsOf(
    bringOwn(
      'search',
      corpus(() => 30),
    ),
    { maxNewTokens: 8 },
  );
  expect(() => Trainer.check(all)).toThrow(/of the expert’s turns take more than the 8 tokens of a turn/);
});
