/** What is special about GUINav: its layout, its expert's honesty, what it keeps for `ood`, its prompts' length. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { demonstrate } from '../../src/envs/demonstration.ts';
import { ADS, APP_WORDS, OTHER_NAMES, PHONE, SEEN, UNSEEN, type Section } from '../../src/envs/gui/apps.ts';
import {
  afterMove,
  fillInTemplate,
  guiMoves,
  guiOutcome,
  moveOf,
  startGui,
  type GuiMove,
} from '../../src/envs/gui/core.ts';
import type { Env } from '../../src/envs/env.ts';
import { drawGui } from '../../src/envs/gui/gen.ts';
import { GRID, widgetsOf, type Widget } from '../../src/envs/gui/layout.ts';
import { guiOracle } from '../../src/envs/gui/oracle.ts';
import { guiDistance } from '../../src/envs/gui/route.ts';
import type { GuiScene } from '../../src/envs/gui/scene.ts';
import { GUI } from '../../src/envs/gui/spec.ts';
import { hasSeen, type GuiState, type GuiTask, type Screen } from '../../src/envs/gui/task.ts';
import { screenReading } from '../../src/envs/gui/text.ts';
import { numberedText } from '../../src/envs/gui/typing.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { drawTask } from '../../src/envs/split.ts';
import { codecOf } from '../../src/rollout/codec.ts';
import { buildPrompt } from '../../src/rollout/prompt.ts';
import { freshTokenizer } from '../../src/rollout/vocabulary.ts';
import { refOf } from './envs-play.ts';

function draw(level: number, rng: Rng): GuiTask {
  for (;;) {
    const task = drawGui(level, rng);
    if (task !== null) return task;
  }
}

const carryOut = (task: GuiTask, state: GuiState, action: string): GuiState =>
  afterMove(task, state, moveOf(task, state, action)!);

/** Random play that never saves and, where that is the goal, never arrives. */
function wander(task: GuiTask, rng: Rng, turns: number, visit: (state: GuiState) => void): void {
  let state = startGui();
  for (let turn = 0; turn < turns && !guiOutcome(task, state).won; turn++) {
    visit(state);
    const move = rng.pick(guiMoves(task, state).filter((m) => m.kind !== 'save'));
    state = carryOut(task, state, fillInTemplate(task, move.text, rng));
  }
}

/** Everything that can be done; of all texts, what is stored, what is wanted and a third stand for the others. */
const allMoves = (task: GuiTask, state: GuiState): GuiMove[] =>
  guiMoves(task, state).flatMap((move) => {
    if (!move.template) return move;
    const { screens, goal } = task;
    const texts = [screens[state.screen]!.stored, goal.value].map((value) => numberedText(value) ?? 'pink');
    return [...new Set([...texts, '4 0 7'])].map((text) => moveOf(task, state, `type ${text}`)!);
  });

test('the distance by rule is what a search through all states finds', () => {
  const rng = new Rng(1, 'search');
  for (let i = 0; i < 16; i++) {
    const task = draw(i % 4, rng);
    const idOf = (state: GuiState): string => GUI.pack(task, { ...state, visited: 1 }).join();
    const states = new Map([[idOf(startGui()), startGui()]]);
    const before = new Map<string, string[]>();
    for (const [id, state] of states) {
      const { won, dead } = guiOutcome(task, state);
      if (won || dead) continue;
      for (const move of allMoves(task, state)) {
        const next = afterMove(task, state, move);
        const nextId = idOf(next);
        if (!states.has(nextId)) states.set(nextId, next);
        before.set(nextId, [...(before.get(nextId) ?? []), id]);
      }
    }
    const found = new Map([...states].filter(([, s]) => guiOutcome(task, s).won).map(([id]) => [id, 0]));
    expect(found.size).toBeGreaterThan(0);
    for (const [id, turns] of found)
      for (const earlier of before.get(id) ?? []) if (!found.has(earlier)) found.set(earlier, turns + 1);
    for (const [id, state] of states) expect(guiDistance(task, state)).toBe(found.get(id) ?? null);
  }
});

describe('layout', () => {
  const rng = new Rng(2, 'layout');
  const visits: { task: GuiTask; state: GuiState }[] = [];
  for (let i = 0; i < 80; i++) {
    const task = draw(i % 4, rng);
    wander(task, rng, 12, (state) => visits.push({ task, state }));
  }

  test('everything lies on the grid, and nothing on anything else but a pop-up', () => {
    for (const { task, state } of visits) {
      const cells = new Set<string>();
      for (const { role, column, row, width, height } of widgetsOf(task, state)) {
        expect([column >= 0, row >= 0, column + width <= GRID, row + height <= GRID]).toEqual([true, true, true, true]);
        if (role === 'popup' || role === 'close') continue;
        for (let x = column; x < column + width; x++)
          for (let y = row; y < row + height; y++) {
            expect(cells.has(`${x} ${y}`)).toBe(false);
            cells.add(`${x} ${y}`);
          }
      }
    }
  });

  test('what can be done is what a widget does, in the same order', () => {
    for (const { task, state } of visits) {
      const actions = widgetsOf(task, state).flatMap((w) => w.action || []);
      expect(guiMoves(task, state).map((m) => m.text)).toEqual(actions);
    }
  });

  test('the text names every link and value with its cell', () => {
    for (const { task, state } of visits) {
      const text = ` ${screenReading(task, state).text} `;
      const roles = state.covered ? ['close'] : ['link', 'value', 'field'];
      const named = widgetsOf(task, state).filter((w) => roles.includes(w.role));
      const nameOf = ({ role, label }: Widget): string => (role === 'field' ? 'words' : label);
      expect(named.filter((w) => !text.includes(` ${nameOf(w)} ${w.column} ${w.row} `))).toEqual([]);
      expect(named.length).toBeGreaterThan(0);
    }
  });

  test('links keep their places, and the places differ from task to task', () => {
    const seen = new Map<GuiTask, string>();
    for (const { task, state } of visits) {
      if (state.screen !== 0 || state.covered) continue;
      const { text } = screenReading(task, state);
      expect(seen.get(task) ?? text).toBe(text);
      seen.set(task, text);
    }
    expect(new Set(seen.values()).size).toBeGreaterThan(70);
  });
});

/** The same app to an agent that has seen no more than `state` holds, with the other leaf pages moved about. */
function withOtherSecrets(task: GuiTask, state: GuiState, rng: Rng): GuiTask {
  const isHidden = (screen: Screen): boolean => screen.values !== null && !hasSeen(state, screen.parent);
  const hidden = task.screens.flatMap((s, i) => (isHidden(s) ? [i] : []));
  const moved = rng.shuffled(hidden);
  const takesPlaceOf = new Map(hidden.map((from, k) => [from, moved[k]!]));
  const screens = task.screens.map((screen, number): Screen => {
    const links = screen.links.map((link) => {
      const to = takesPlaceOf.get(link.to) ?? link.to;
      return to === link.to ? link : { ...link, to, label: task.screens[to]!.label };
    });
    const from = hidden.find((h) => takesPlaceOf.get(h) === number);
    return { ...screen, links, parent: from === undefined ? screen.parent : task.screens[from]!.parent };
  });
  const popups = task.popups.map(() => 1 + rng.below(8));
  return { ...task, screens, popups };
}

test('the oracle never uses what is hidden: moving all that was not seen does not change what it says', () => {
  const rng = new Rng(3, 'belief');
  let wouldDiffer = 0;
  for (let i = 0; i < 100; i++) {
    const task = draw(2 + (i % 2), rng);
    wander(task, rng, 15, (state) => {
      // A page one stands on has been found, whatever way led there.
      if (task.screens[state.screen]!.values !== null) return;
      const other = withOtherSecrets(task, state, rng);
      expect(guiOracle(other, state)).toEqual(guiOracle(task, state));
      if (other.screens[task.goal.screen]!.parent !== task.screens[task.goal.screen]!.parent) wouldDiffer++;
    });
  }
  expect(wouldDiffer).toBeGreaterThan(300);
});

test('from any state of random play the oracle still gets there', () => {
  const rng = new Rng(4, 'recover');
  let longest = 0;
  for (let i = 0; i < 300; i++) {
    const task = draw(i % 4, rng);
    const states: GuiState[] = [];
    wander(task, rng, 15, (s) => states.push(s));
    let state = rng.pick(states);
    let turns = 0;
    for (; !guiOutcome(task, state).won && turns < 60; turns++)
      state = carryOut(task, state, guiOracle(task, state).action);
    expect(guiOutcome(task, state).won, GUI.key(task)).toBe(true);
    longest = Math.max(longest, turns);
  }
  expect(longest).toBeLessThanOrEqual(30);
});

test('saving the wrong value, or at the wrong page, ends the session without pay', () => {
  const rng = new Rng(5, 'wrong');
  let wrong = 0;
  for (let seed = 0; seed < 60; seed++) {
    const env = makeEnv('gui');
    const ref = refOf('gui', 1, seed);
    const { goal, screens } = drawTask(GUI, ref);
    let obs = env.reset(ref);
    const canSave = (): boolean => obs.admissible.includes('save');
    while (!canSave() && obs.admissible.length > 0) {
      const values = obs.admissible.filter((a) => a.startsWith('choose') || a.startsWith('type'));
      obs = env.step(env.fillIn(rng.pick(values.length > 0 ? values : obs.admissible), rng)).obs;
    }
    if (!canSave()) continue;
    const page = (env.scene() as GuiScene).path.at(-1)!;
    const chosen = (env.scene() as GuiScene).widgets.find((w) => w.chosen)!.label;
    const { terminated, reward, info } = env.step('save');
    const isRight = page === screens[goal.screen]!.name && obs.task.endsWith(`to ${chosen}`);
    expect([terminated, reward, info.reason]).toEqual([true, isRight ? 10 : 0, isRight ? 'won' : 'dead']);
    expect((env.scene() as GuiScene).saved).toBe(isRight ? 'right' : 'wrong');
    if (!isRight) wrong++;
  }
  expect(wrong).toBeGreaterThan(5);
});

test('ood: withheld goals of the one app, and above that an app of its own', () => {
  const goals = { seen: new Set<string>(), ood: new Set<string>() };
  for (const level of [0, 1, 2, 3])
    for (const split of ['train', 'val', 'test', 'ood'] as const)
      for (let seed = 0; seed < 60; seed++) {
        const task = drawTask(GUI, refOf('gui', level, seed, split));
        const isOod = split === 'ood';
        if (level === 3) expect(task.isUnseen).toBe(isOod);
        else goals[isOod ? 'ood' : 'seen'].add(GUI.goal(task).text);
        if (level === 3) expect(UNSEEN.areas.some((a) => a.name === task.screens[1]!.name)).toBe(isOod);
      }
  expect([...goals.ood].filter((g) => goals.seen.has(g))).toEqual([]);
  expect(goals.ood.size).toBeGreaterThan(8);
});

test('levels add what they promise: moved pages and pop-ups, then other names and advertisements', () => {
  const rng = new Rng(6, 'levels');
  const share = { moved: [0, 0, 0, 0], renamed: [0, 0, 0, 0], adverts: [0, 0, 0, 0], popups: [0, 0, 0, 0] };
  for (let i = 0; i < 400; i++) {
    const level = i % 4;
    const task = draw(level, rng);
    const { screens, goal } = task;
    if (screens[goal.screen]!.parent !== task.usualParent[goal.screen]) share.moved[level]!++;
    if (screens.some((s) => s.name !== s.label)) share.renamed[level]!++;
    if (screens.every((s) => s.values !== null || s.links.some((l) => l.to === -1))) share.adverts[level]!++;
    share.popups[level]! += task.popups.length;
    expect(new Set(screens.map((s) => s.label)).size).toBe(screens.length);
  }
  expect(share.moved.slice(0, 2)).toEqual([0, 0]);
  expect(Math.min(...share.moved.slice(2))).toBeGreaterThan(10);
  expect(share.renamed.slice(0, 3)).toEqual([0, 0, 0]);
  expect(share.renamed[3]).toBeGreaterThan(30);
  expect(share.adverts).toEqual([0, 0, 0, 100]);
  expect(share.popups).toEqual([0, 0, 200, 200]);
});

test('the tables are sound: no word names two pages of an app, and other names are names of nothing else', () => {
  const namesOf = ({ name, groups, leaves }: Section): string[] => [
    name,
    ...groups.flatMap(namesOf),
    ...leaves.map((l) => l.name),
  ];
  for (const theme of [...SEEN, UNSEEN]) {
    const names = ['home', 'back', 'save', 'popup', ...theme.areas.flatMap(namesOf)];
    expect(new Set([...names, ...ADS]).size).toBe(names.length + ADS.length);
  }
  const phone = PHONE.areas.flatMap(namesOf);
  expect(Object.keys(OTHER_NAMES).filter((n) => !phone.includes(n))).toEqual([]);
  const words = APP_WORDS.length - Object.keys(OTHER_NAMES).length;
  expect(new Set(APP_WORDS).size).toBeGreaterThan(words - 20);
  expect(Object.values(OTHER_NAMES).filter((n) => phone.includes(n))).toEqual([]);
});

test.each([0, 1, 2, 3])('level %i: prompts and responses are short', (level) => {
  const codec = codecOf(freshTokenizer());
  const knobs = { noise: 0.3, recovery: 0.5, verbosity: 0.9, loopiness: 0.3 };
  let longest = 0;
  let response = 0;
  for (let seed = 0; seed < 100; seed++) {
    const past: { action: string; caused: string }[] = [];
    for (const { obs, think, action, executed, transition } of demonstrate(
      refOf('gui', level, seed),
      knobs,
      new Rng(seed, 'length'),
    ).steps) {
      const { task, text: observation, admissible } = obs;
      longest = Math.max(longest, buildPrompt(codec, { task, observation, admissible, past }, Infinity).length);
      past.push({ action: executed, caused: transition.obs.brief ?? transition.obs.text });
      if (past.length > 8) past.shift();
      response = Math.max(response, codec.encode(`${think} ${action}`).length + 4);
    }
  }
  // With eight past turns; 216 tokens is the trainer's limit.
  expect(longest).toBeLessThanOrEqual(150);
  expect(response).toBeLessThanOrEqual(40);
});

describe('level 4: clicks on cells', () => {
  const open = (seed: number): { env: Env; task: GuiTask } => {
    const ref = refOf('gui', 4, seed);
    const env = makeEnv('gui');
    env.reset(ref);
    return { env, task: drawTask(GUI, ref) };
  };

  test('every cell of a widget does what the widget does, and every other cell nothing', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { env, task } = open(seed);
      // From the home page and from one page below it.
      for (const first of [null, env.oracle(new Rng(0, 'unused'))!.action]) {
        if (first !== null && env.step(first).terminated) continue;
        const start = env.snapshot();
        const { widgets } = env.scene() as GuiScene;
        for (let column = 0; column < GRID; column++)
          for (let row = 0; row < GRID; row++) {
            const widget = widgets.find(
              (w) => column >= w.column && column < w.column + w.width && row >= w.row && row < w.row + w.height,
            );
            const { info, obs } = env.step(`click ${column} ${row}`);
            expect(info.valid).toBe(true);
            expect(info.effective).toBe(widget !== undefined && widget.action !== '');
            const to = task.screens.find((s) => s.label === widget?.label);
            if (widget?.role === 'link') expect(obs.text.startsWith(to!.label)).toBe(true);
            env.restore(start);
          }
      }
    }
  });

  test('the list of actions gives nothing away, and names are no actions', () => {
    const { env, task } = open(1);
    const start = env.snapshot();
    expect(env.step('click 0 0').obs.admissible).toEqual(['click number number']);
    const label = task.screens[1]!.label;
    for (const action of [
      `click ${label}`,
      'click number number',
      'click 8 0',
      'click 0',
      'click 0 0 0',
      'click -1 0',
    ]) {
      env.restore(start);
      expect(env.step(action).info, action).toMatchObject({ valid: false, effective: false });
    }
  });

  test('places differ from task to task: no cell opens the same page everywhere', () => {
    const clicks = Array.from({ length: 60 }, (_, seed) => open(seed).env.oracle(new Rng(0, 'unused'))!.action);
    expect(new Set(clicks).size).toBe(12);
  });
});
