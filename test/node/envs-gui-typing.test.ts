/** Text fields of GUINav: what may be typed, what typing does, and where fields are. */
import { array, assert as assertProperty, constantFrom, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import type { Env, Obs } from '../../src/envs/env.ts';
import { moveOf } from '../../src/envs/gui/core.ts';
import type { GuiScene, SceneWidget } from '../../src/envs/gui/scene.ts';
import { GUI } from '../../src/envs/gui/spec.ts';
import { hasField, valueText, type GuiTask } from '../../src/envs/gui/task.ts';
import { drawText, numberedText, TEXT_KINDS, textNumber, TYPED_WORDS } from '../../src/envs/gui/typing.ts';
import { versionOf } from '../../src/envs/level-list.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { decodeFrame, encodeFrame } from '../../src/envs/snapshot.ts';
import { drawTask, SPLITS } from '../../src/envs/split.ts';
import { refOf } from './envs-play.ts';

describe('texts', () => {
  test('each has a number of its own, of three bytes, and no other number is one', () => {
    const words = array(constantFrom(...TYPED_WORDS), { minLength: 1, maxLength: 4 });
    assertProperty(
      property(words, (chosen) => {
        const number = textNumber(chosen.join(' '))!;
        expect(number > 0 && number < 2 ** 24 - 1).toBe(true);
        expect(numberedText(number)).toBe(chosen.join(' '));
      }),
      { seed: 1, numRuns: 1000 },
    );
    let gaps = 0;
    assertProperty(
      property(integer({ min: -3, max: 2 ** 24 }), (number) => {
        const text = numberedText(number);
        if (text === null) gaps++;
        else expect(textNumber(text)).toBe(number);
      }),
      { seed: 2, numRuns: 1000 },
    );
    expect(gaps).toBeGreaterThan(100);
  });

  test('no two words begin alike as far as pictures show them', () => {
    expect(new Set(TYPED_WORDS.map((w) => w.slice(0, 4))).size).toBe(TYPED_WORDS.length);
  });

  test('what is drawn can be typed', () => {
    const rng = new Rng(1, 'texts');
    for (const kind of TEXT_KINDS) {
      const texts = Array.from({ length: 200 }, () => drawText(kind, rng));
      expect(texts.filter((text) => textNumber(text) === null)).toEqual([]);
      expect(new Set(texts).size).toBeGreaterThan(8);
    }
  });
});

/** An episode whose task wants a text, at the page where it is to be typed. */
function atField(level: number, visit: (env: Env, obs: Obs, task: GuiTask, wanted: string) => void): number {
  let found = 0;
  for (let seed = 0; seed < 60; seed++) {
    const ref = refOf('gui', level, seed, SPLITS[seed % 4]);
    const task = drawTask(GUI, ref);
    const screen = task.screens[task.goal.screen]!;
    if (!hasField(screen)) continue;
    const env = makeEnv('gui');
    let obs = env.reset(ref);
    while (!obs.admissible.includes('type words')) obs = env.step(env.oracle(new Rng(0, 'unused'))!.action).obs;
    found++;
    visit(env, obs, task, valueText(screen, task.goal.value));
  }
  return found;
}

const widgetOf = (env: Env, role: SceneWidget['role']): SceneWidget =>
  (env.scene() as GuiScene).widgets.find((w) => w.role === role)!;

test.each([1, 2, 3])('level %i: typing marks, typing what is stored takes it back, saving ends it', (level) => {
  const found = atField(level, (env, obs, task, wanted) => {
    const now = widgetOf(env, 'stored').label;
    expect(obs.text).toMatch(new RegExp(`: words 0 3 : now ${now}$`));
    expect(obs.admissible).toEqual(['type words', 'back', 'home']);
    expect(widgetOf(env, 'field')).toMatchObject({ label: '', action: 'type words', wanted: true });

    const start = env.snapshot();
    // Nobody asks for four words of several kinds, and nothing holds them.
    const wrong = 'red 7 ba pink';
    const typed = env.step(`type ${wrong}`);
    expect(typed.info).toMatchObject({ valid: true, effective: true, progress: 0 });
    expect(typed.obs.text).toBe(`${obs.text} : chosen ${wrong}`);
    expect(typed.obs.admissible).toEqual(['type words', 'save', 'back', 'home']);
    expect(env.step(`type ${wrong}`).info).toMatchObject({ valid: true, effective: false, novel: false });
    // From another episode: the bytes hold all of the text.
    const stranger = makeEnv('gui');
    stranger.restore(env.snapshot());
    expect(widgetOf(stranger, 'field').label).toBe(wrong);
    expect(env.step(`type ${now}`).obs.text).toBe(obs.text);

    env.restore(start);
    env.step(`type ${wrong}`);
    expect(env.step('save')).toMatchObject({ reward: 0, terminated: true, info: { reason: 'dead' } });
    env.restore(start);
    const move = env.oracle(new Rng(0, 'unused'))!;
    expect(move).toEqual({ think: `need ${wanted} ; type ${wanted}`, action: `type ${wanted}` });
    expect(env.step(move.action).info.progress).toBe(1);
    expect(env.oracle(new Rng(0, 'unused'))).toEqual({ think: `${wanted} chosen ; save`, action: 'save' });
    expect(env.step('save')).toMatchObject({ reward: 10, info: { won: true } });
    expect(task.byCell).toBe(false);
  });
  expect(found).toBeGreaterThan(4);
});

test('the grammar: "type" and one to four words of the set, letter for letter; elsewhere nothing is typed', () => {
  const word = constantFrom(...TYPED_WORDS.slice(0, 14), 'type', 'words', 'on', '', '12', 'Red', 'red\n', '  ');
  let legal = 0;
  const found = atField(1, (env, _obs, task) => {
    const state = GUI.unpack(task, GUI.pack(task, { ...GUI.start(task), screen: task.goal.screen }), 0)!;
    assertProperty(
      property(array(word, { maxLength: 6 }), (words) => {
        const isText = words.length >= 1 && words.length <= 4 && words.every((w) => TYPED_WORDS.includes(w));
        const move = moveOf(task, state, ['type', ...words].join(' '));
        expect(move !== null, words.join(' ')).toBe(isText);
        if (isText) legal++;
        expect(moveOf(task, GUI.start(task), ['type', ...words].join(' '))).toBeNull();
      }),
      { seed: 3, numRuns: 200 },
    );
    for (const action of ['type words', 'type', 'type ', 'type  red', 'type red ', `type ${'4 '.repeat(9e4)}`, 'red'])
      expect(env.step(action).info, action.slice(0, 20)).toMatchObject({ valid: false, effective: false });
  });
  expect(found).toBeGreaterThan(4);
  expect(legal).toBeGreaterThan(100);
});

test('only the levels that have fields are of version 2; an episode saved before is refused', () => {
  expect(GUI.spec.levels.map(({ level }) => versionOf(GUI.spec, level))).toEqual([1, 2, 2, 2, 1]);
  const env = makeEnv('gui');
  env.reset(refOf('gui', 1, 44));
  const now = env.snapshot();
  const before = encodeFrame({ ...decodeFrame(now), version: 1 });
  expect(() => env.restore(before)).toThrow('This saved episode is of version 1, not 2.');
  expect(env.snapshot()).toEqual(now);
});

test('fields are where something is set, on about a fifth of the leaf pages; withheld texts stay withheld', () => {
  for (const level of [0, 1, 2, 3, 4])
    for (const split of SPLITS)
      for (let seed = 0; seed < 20; seed++) {
        const { screens } = drawTask(GUI, refOf('gui', level, seed, split));
        const leaves = screens.filter((s) => s.values !== null);
        const share = leaves.filter(hasField).length / leaves.length;
        if (level === 0 || level === 4) expect(share).toBe(0);
        else expect(share > 0.15 && share < 0.3, String(share)).toBe(true);
      }
});

test('random play types the wanted text every second time, and other texts', () => {
  let hits = 0;
  let tries = 0;
  atField(2, (env, _obs, _task, wanted) => {
    const rng = new Rng(tries, 'fill');
    const drawn = Array.from({ length: 40 }, () => env.fillIn('type words', rng));
    for (const action of drawn) expect(textNumber(action.replace('type ', '')), action).not.toBeNull();
    hits += drawn.filter((action) => action === `type ${wanted}`).length;
    tries += 40;
  });
  // Besides, a drawn text may happen to be the wanted one: of nine colours, drawn a third of the time, one in 27.
  const spread = 4 * Math.sqrt(0.25 / tries);
  expect(hits / tries).toBeGreaterThan(0.5 - spread);
  expect(hits / tries).toBeLessThan(0.5 + 0.5 / 27 + spread);
});
