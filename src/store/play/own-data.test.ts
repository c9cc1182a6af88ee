/** Own data on the page: what is said of it, that runs are trained on it, and that it comes back with kept runs. */
import { expect, test } from 'vitest';
import { settingsFrom } from '../../core/settings.ts';
import { CpuExecutor } from '../../engine/cpu/executor.ts';
import { TINY_AGENT } from '../../train/tiny.fixture.ts';
import { Trainer } from '../../train/trainer.ts';
import { Rng } from '../../core/rng.ts';
import { ownAtHand, ownOf } from '../own-at-hand.ts';
import { Session } from '../session.ts';
import { readOwn, readOwnOfRun, trainOn, warningOf } from './own-data.ts';
import { ownPlayable, splitsOf } from './playable.ts';
import { OWN_EXAMPLES } from './own-examples.ts';

test.each(OWN_EXAMPLES)('the example of $kind can be read, and its expert solves every task', ({ kind, text }) => {
  const id = readOwn(kind, text);
  const { make, splits, spec, about } = ownPlayable(id);
  expect(splits).toEqual(expect.arrayContaining(['train', 'val', 'test']));
  expect(ownOf(id)).toMatchObject({ id, title: `${spec.title}: ${spec.levels[0]!.title}` });
  expect(about).toContain(spec.levels[0]!.title);
  expect(warningOf(id)).toMatch(/^An agent that is trained on it has all its words in its vocabulary/);
  const env = make();
  for (const split of splits)
    for (let seed = 0; seed < 10; seed++) {
      env.reset({ env: spec.id, level: 0, split, seed });
      const rng = new Rng(seed, 'expert');
      let won = false;
      for (let move = env.oracle(rng); move; move = env.oracle(rng)) ({ won } = env.step(move.action).info);
      expect([split, seed, won]).toEqual([split, seed, true]);
    }
});

test('passages that an agent cannot see as a whole are told before they are played', () => {
  const passages = [1, 2, 3].map((n) => ({
    id: `${n}`,
    title: `Band ${n}`,
    text: Array.from({ length: 100 }, (_, i) => `wort${n}x${i}`).join(' '),
  }));
  const questions = passages.map(({ id, title }) => ({ question: `Was ist ${title}?`, answer: title, gold: id }));
  const id = readOwn('search', [...passages, ...questions].map((line) => JSON.stringify(line)).join('\n'));
  const warning = warningOf(id);
  expect(warning).toMatch(/^\d+ of its words \(.*, …\) find no room in the vocabulary/);
  expect(warning).toMatch(/of the prompts are longer than the 216 tokens there is room for/);
});

test('splits without a task are not offered', () => {
  const lines = [
    { id: 'a', title: 'A', text: 'b' },
    { question: 'only one', answer: 'b' },
  ];
  const id = readOwn('search', lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(splitsOf(id)).toEqual(['train']);
  expect(() => trainOn(new Session(scripted), id)).toThrow('too few tasks');
  expect(warningOf(id)).toContain('three different tasks are the least');
});

const scripted = () => ({ send: () => {}, dispose: () => {} });

test('a run is trained on it from the Lab, with room for what its expert says', () => {
  const session = new Session(scripted, { view: 'play' });
  session.setSetting('level', 3);
  const id = readOwn('search', OWN_EXAMPLES[0]!.text);
  trainOn(session, id);
  const { view, draft } = session.state;
  expect([view, draft.env, draft.level]).toEqual(['lab', id, 0]);
  expect(() => settingsFrom('micro', { ...draft })).not.toThrow();
  expect(warningOf(id)).not.toContain('cannot be learned');
  // The link keeps another environment: nothing is shown as if it had been taken.
  const locked = new Session(scripted, { view: 'play', guard: { hidden: [], locked: ['env'], isEmbedded: false } });
  trainOn(locked, id);
  expect([locked.state.view, locked.state.draft.env]).toEqual(['play', 'house']);
});

test('what a kept run was trained on is at hand again', async () => {
  const env = readOwn('wordle', OWN_EXAMPLES[1]!.text);
  const executor = await CpuExecutor.create({ precision: 'f32' });
  const trainer = await Trainer.create(settingsFrom('nano', { ...TINY_AGENT, env }), { executor, emit: () => {} });
  const checkpoint = await trainer.checkpoint();
  const before = ownOf(env);
  ownAtHand.setState([], true);
  readOwnOfRun(checkpoint);
  expect(ownAtHand.getState()).toEqual([before]);
});
