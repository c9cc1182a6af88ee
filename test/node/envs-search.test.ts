/** What is special about SearchQA: one answer per question, its subsets, its grammar, its expert's honesty, its prompts' length. */
import { array, assert as assertProperty, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { CHATTER_WORDS } from '../../src/envs/chatter.ts';
import { demonstrate } from '../../src/envs/demonstration.ts';
import { APP_WORDS } from '../../src/envs/gui/apps.ts';
import { TYPED_WORDS } from '../../src/envs/gui/typing.ts';
import { ENV_IDS, makeEnv, specOf } from '../../src/envs/registry.ts';
import { ANSWER_TEMPLATE, fillInSearch, readMove, SEARCH_TEMPLATE } from '../../src/envs/search/core.ts';
import { drawSearch, LEVELS } from '../../src/envs/search/gen.ts';
import { expertTurns, searchOracle } from '../../src/envs/search/oracle.ts';
import { isMentioned } from '../../src/envs/search/question.ts';
import {
  AGE,
  INFERRED,
  NAMES,
  nameText,
  PASSAGE_WORDS,
  QUERY_WORDS,
  RELATIONS,
} from '../../src/envs/search/relations.ts';
import { QUERY_WORDS as SHOP_WORDS } from '../../src/envs/shop/text.ts';
import { FIRST_SYLLABLES, LAST_SYLLABLES } from '../../src/envs/syllables.ts';
import type { SearchScene } from '../../src/envs/search/scene.ts';
import { SEARCH } from '../../src/envs/search/spec.ts';
import { afterSearch, hitsOf, startSearch, type SearchState, type SearchTask } from '../../src/envs/search/task.ts';
import { passageReading, questionReading } from '../../src/envs/search/text.ts';
import { drawGraph, factOf, queryOf, type Fact } from '../../src/envs/search/world.ts';
import { drawTask } from '../../src/envs/split.ts';
import { codecOf } from '../../src/rollout/codec.ts';
import { buildPrompt } from '../../src/rollout/prompt.ts';
import { freshTokenizer } from '../../src/rollout/vocabulary.ts';
import { refOf } from './envs-play.ts';

const BAMB = LEVELS.findIndex((l) => l.subsets[0] === 'bamb');

function draw(level: number, rng: Rng): SearchTask {
  for (;;) {
    const task = drawSearch(level, rng);
    if (task !== null) return task;
  }
}

/** Drawn searches, as random play makes them. */
function wander(task: SearchTask, rng: Rng, turns: number, visit: (state: SearchState) => void): void {
  let state = startSearch();
  for (let turn = 0; turn < turns; turn++) {
    visit(state);
    const [, ...words] = fillInSearch(task, SEARCH_TEMPLATE, rng).split(' ');
    state = afterSearch(task, state, words);
  }
}

/** All names that answer the question, found by trying every fact of the world. */
function answersOf({ question, world }: SearchTask): number[] {
  const things = world.types.map((_, i) => i);
  switch (question.kind) {
    case 'chain': {
      let reached = new Set([question.topic]);
      for (const relation of question.relations)
        reached = new Set(
          things.flatMap((t) =>
            reached.has(t) ? world.facts[t]!.filter((f) => f.relation === relation).map((f) => f.object) : [],
          ),
        );
      return [...reached];
    }
    case 'reverse':
      return things.filter((t) =>
        world.facts[t]!.some((f) => f.relation === question.relation && f.object === question.object),
      );
    case 'older': {
      const ages = question.pair.map((p) => world.facts[p]!.filter((f) => f.relation === AGE).map((f) => f.object));
      expect(ages.map((a) => a.length)).toEqual([1, 1]);
      return question.pair.filter((_, i) => ages[i]![0] === Math.max(ages[0]![0]!, ages[1]![0]!));
    }
    default:
      return question satisfies never;
  }
}

test('every question has one answer, and no two things of a world share a name', () => {
  const rng = new Rng(1, 'unique');
  for (let i = 0; i < 360; i++) {
    const task = draw(i % LEVELS.length, rng);
    expect(answersOf(task), questionReading(task).text).toEqual([task.answer]);
    expect(new Set(task.world.names).size).toBe(task.world.names.length);
    expect(task.world.names.every((n) => n < NAMES)).toBe(true);
  }
});

test('passages say of each thing what is true of it, once', () => {
  const rng = new Rng(2, 'passages');
  const { world } = draw(1, rng);
  const task: SearchTask = { ...draw(1, rng), world };
  world.facts.forEach((facts, thing) => {
    expect(facts.length).toBeGreaterThanOrEqual(1);
    expect(new Set(facts.map((f) => f.relation)).size).toBe(facts.length);
    const { text } = passageReading(task, thing);
    for (const { relation, object } of facts) {
      const { from, to } = RELATIONS[relation]!;
      expect(world.types[thing]).toBe(from);
      if (relation === AGE) continue;
      expect(world.types[object]).toBe(to);
      expect(text).toContain(` ${nameText(world.names[object]!)}`);
    }
    // The searched text holds exactly the words shown, its title twice.
    expect(hitsOf(task, queryOf(nameText(world.names[thing]!).split(' ')))).toContain(thing);
  });
});

describe('subsets', () => {
  const rng = new Rng(3, 'subsets');
  const many = (level: number, count = 120): SearchTask[] => Array.from({ length: count }, () => draw(level, rng));

  test('nq asks about what others mention, pop about what none does, trivia the other way round', () => {
    for (const [level, wanted] of [
      [0, true],
      [1, true],
      [5, false],
    ] as const)
      for (const { question, world } of many(level)) {
        expect(question.kind === 'chain' && question.relations.length === 1).toBe(true);
        if (question.kind === 'chain') expect(isMentioned(world, question.topic)).toBe(wanted);
      }
    expect(many(6).every((t) => t.question.kind === 'reverse')).toBe(true);
  });

  test('hotpot has two hops and comparisons, 2wiki infers, musique has three or four hops', () => {
    const share = (tasks: SearchTask[], is: (t: SearchTask) => boolean): number =>
      tasks.filter(is).length / tasks.length;
    const hotpot = many(2);
    expect(share(hotpot, (t) => t.question.kind === 'older')).toBeGreaterThan(0.1);
    expect(hotpot.every((t) => t.gold.length === 2)).toBe(true);
    const wiki = many(7);
    const isInferred = ({ question }: SearchTask): boolean => question.kind === 'chain' && question.inferred !== -1;
    expect(share(wiki, isInferred)).toBeGreaterThan(0.3);
    expect(share(wiki, isInferred)).toBeLessThan(0.7);
    expect(wiki.every((t) => t.gold.length === 2)).toBe(true);
    expect(new Set(many(3).map((t) => t.gold.length))).toEqual(new Set([3, 4]));
    expect(new Set(many(4).map((t) => t.subset))).toEqual(new Set(['nq', 'hotpot']));
  });

  test('bamb: searching for the words of the question misleads, and seldom shows what is needed second', () => {
    let misled = 0;
    let shown = 0;
    const tasks = many(BAMB);
    for (const task of tasks) {
      const { question, world } = task;
      if (question.kind !== 'chain') continue;
      const [, last] = question.relations as [number, number];
      const hits = hitsOf(
        task,
        queryOf([...questionReading(task).text.split(' '), ...RELATIONS[last]!.said.join(' ').split(' ')]),
      );
      if (hits.some((h) => factOf(world, h, last)?.object === question.topic)) misled++;
      if (hits.includes(task.gold[1]!)) shown++;
    }
    expect(misled / tasks.length).toBeGreaterThan(0.8);
    expect(shown / tasks.length).toBeLessThan(0.4);
  });

  test('pop, musique and bamb have namesakes of what must be read', () => {
    const syllables = (name: number): string[] => nameText(name).split(' ');
    const namesakes = (level: number): number =>
      many(level, 60).filter(({ gold, world }) => {
        const [first, last] = syllables(world.names[gold[0]!]!);
        const others = world.names.filter((_, t) => t !== gold[0]).map(syllables);
        return others.some(([f]) => f === first) && others.some(([, l]) => l === last);
      }).length;
    // Every name shares some syllable by chance: 47 others with 48 syllables each.
    for (const level of [5, BAMB]) expect(namesakes(level)).toBeGreaterThan(50);
    expect(namesakes(1)).toBeLessThan(40);
  });

  test('the fixed world is one for all, others are new each time', () => {
    expect(new Set(many(0, 20).map((t) => t.world)).size).toBe(1);
    expect(new Set(many(1, 20).map((t) => t.world)).size).toBe(20);
  });
});

/** The same task to an agent that knows no more than `state` holds, with all unread passages drawn anew. */
function withOtherSecrets(task: SearchTask, state: SearchState, rng: Rng): SearchTask {
  const { facts } = drawGraph(task.world.types.length, 3, rng);
  const changed = task.world.facts.map((known, thing): readonly Fact[] =>
    state.read.includes(thing) ? known : facts[thing]!,
  );
  return { ...task, world: { ...task.world, facts: changed } };
}

test('the oracle never uses what is hidden: redrawing all unread passages does not change what it says', () => {
  const rng = new Rng(4, 'belief');
  let wouldDiffer = 0;
  for (let i = 0; i < 180; i++) {
    const task = draw(i % LEVELS.length, rng);
    wander(task, rng, 5, (state) => {
      const other = withOtherSecrets(task, state, rng);
      // A question about one of the redrawn facts may have no answer any more; the expert cannot know that.
      expect(searchOracle(other, state)).toEqual(searchOracle(task, state));
      if (task.gold.some((thing) => !state.read.includes(thing))) wouldDiffer++;
    });
  }
  expect(wouldDiffer).toBeGreaterThan(500);
});

test('the distance is the number of turns the expert then takes', () => {
  const rng = new Rng(5, 'distance');
  const gains = new Map<number, number>();
  for (let i = 0; i < 180; i++) {
    const task = draw(i % LEVELS.length, rng);
    const states: SearchState[] = [];
    wander(task, rng, 5, (s) => states.push(s));
    states.slice(1).forEach((s, k) => {
      const gain = expertTurns(task, states[k]!)! - expertTurns(task, s)!;
      gains.set(gain, (gains.get(gain) ?? 0) + 1);
    });
    let state = rng.pick(states);
    const promised = expertTurns(task, state);
    let turns = 1;
    let move = searchOracle(task, state)!;
    for (; move.action.startsWith('search '); turns++) {
      state = afterSearch(task, state, move.action.split(' ').slice(1));
      move = searchOracle(task, state)!;
    }
    expect(move.action).toBe(`answer ${nameText(task.world.names[task.answer]!)}`);
    expect(turns).toBe(promised);
  }
  // Reading more never costs a turn; some drawn searches help.
  expect(Math.min(...gains.keys())).toBe(0);
  expect(gains.get(1)).toBeGreaterThan(50);
});

describe('the open grammar', () => {
  const rng = new Rng(6, 'grammar');
  const task = draw(2, rng);
  const start = startSearch();

  test('exactly: search or answer and 1 to 8 known words, single spaces; the answer template is no answer', () => {
    const word = oneof(
      { weight: 8, arbitrary: constantFrom(...QUERY_WORDS) },
      constantFrom('search', 'answer', '', 'fridge', 'Ba', ':'),
    );
    for (const verb of ['search', 'answer'])
      assertProperty(
        property(array(word, { maxLength: 11 }), (words) => {
          const isFine = words.length >= 1 && words.length <= 8 && words.every((w) => QUERY_WORDS.includes(w));
          const action = [verb, ...words].join(' ');
          expect(readMove(task, start, action) !== null).toBe(isFine && action !== ANSWER_TEMPLATE);
        }),
        { seed: 1, numRuns: 200 },
      );
    assertProperty(
      property(string({ unit: 'binary' }), (text) => {
        expect(readMove(task, start, text)).toBeNull();
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  test('the search template finds nothing, the answer template is refused', () => {
    const env = makeEnv('search');
    expect(env.reset(refOf('search', 1, 0)).admissible).toEqual([SEARCH_TEMPLATE, ANSWER_TEMPLATE]);
    const searched = env.step(SEARCH_TEMPLATE);
    expect([searched.info.valid, searched.info.effective, searched.obs.text]).toEqual([true, false, 'nothing found']);
    const answered = env.step(ANSWER_TEMPLATE);
    expect([answered.info.valid, answered.terminated]).toEqual([false, false]);
  });

  test('order, repeats and words of questions do not matter to a search; each matters to an answer', () => {
    const [a, b] = nameText(task.world.names[task.gold[0]!]!).split(' ') as [string, string];
    const view = (...words: string[]): readonly number[] => afterSearch(task, start, words).view;
    expect(view(b, a, a, 'mayor', 'of')).toEqual(view(a, b));
    const answer = nameText(task.world.names[task.answer]!);
    const ends = (action: string): unknown[] => {
      const env = makeEnv('search');
      const ref = refOf('search', 2, 7);
      const right = nameText(drawTask(SEARCH, ref).world.names[drawTask(SEARCH, ref).answer]!);
      env.reset(ref);
      const { terminated, reward, info } = env.step(action.replaceAll('RIGHT', right));
      return [terminated, reward, info.reason];
    };
    expect(answer).toMatch(/^\w+ \w+$/);
    expect(ends('answer RIGHT')).toEqual([true, 1, 'won']);
    for (const wrong of ['answer RIGHT of', 'answer RIGHT RIGHT', 'answer person', 'answer 1'])
      expect(ends(wrong)).toEqual([true, 0, 'dead']);
    expect(ends('answer the RIGHT')).toEqual([false, 0, undefined]);
  });

  test('filling in: names, half of the searches one of the question', () => {
    const names = new Set(task.world.names.map(nameText));
    let named = 0;
    for (let i = 0; i < 200; i++) {
      const searched = fillInSearch(task, SEARCH_TEMPLATE, rng).slice('search '.length);
      expect(names.has(searched)).toBe(true);
      if (questionReading(task).text.includes(searched)) named++;
      expect(names.has(fillInSearch(task, ANSWER_TEMPLATE, rng).slice('answer '.length))).toBe(true);
    }
    expect(named).toBeGreaterThan(70);
    expect(named).toBeLessThan(140);
    expect(fillInSearch(task, 'search red', rng)).toBe('search red');
  });
});

test('ood asks withheld combinations only: relations with first syllables, relations after relations', () => {
  const met = { ood: new Set<string>(), other: new Set<string>() };
  for (const level of [2, 7, BAMB])
    for (const split of ['train', 'val', 'test', 'ood'] as const)
      for (let seed = 0; seed < 25; seed++) {
        const { question } = drawTask(SEARCH, refOf('search', level, seed, split));
        if (question.kind !== 'chain' || question.relations.length !== 2) continue;
        met[split === 'ood' ? 'ood' : 'other'].add(question.relations.join());
      }
  expect([...met.ood].filter((pair) => met.other.has(pair))).toEqual([]);
  expect(met.ood.size).toBeGreaterThan(1);
  expect(met.other.size).toBeGreaterThan(15);
});

test('the tables are sound: questions and passages share no word for a relation, syllables are syllables only', () => {
  const said = new Set(RELATIONS.flatMap((r) => r.said.flatMap((s) => s.split(' '))));
  const nouns = [...RELATIONS.map((r) => r.noun), ...INFERRED.map((i) => i.noun)];
  expect(nouns.filter((n) => said.has(n))).toEqual([]);
  expect(new Set(nouns).size).toBe(nouns.length);
  const syllables = [...FIRST_SYLLABLES, ...LAST_SYLLABLES];
  expect(new Set(syllables).size).toBe(96);
  // The shop names products with them, GUINav has names of them typed, and neither means anything else by them.
  const elsewhere = ENV_IDS.filter((id) => id !== 'search' && id !== 'shop' && id !== 'gui');
  const untyped = specOf('gui').words.filter((word) => !TYPED_WORDS.includes(word));
  const others = new Set([...elsewhere.flatMap((id) => specOf(id).words), ...untyped, ...APP_WORDS, ...SHOP_WORDS]);
  expect(syllables.filter((s) => others.has(s) || said.has(s) || nouns.includes(s))).toEqual([]);
  // Word numbers go into single bytes, 0 meaning none.
  expect(Math.max(PASSAGE_WORDS.length, QUERY_WORDS.length)).toBeLessThan(255);
  for (const { said: ways } of RELATIONS) expect(ways[0].split(' ')[0]).not.toBe(ways[1].split(' ')[0]);
  expect(CHATTER_WORDS.filter((w) => PASSAGE_WORDS.includes(w))).toEqual([]);
});

test('the scene tells what is in view, what is needed and what has been read', () => {
  const env = makeEnv('search');
  const rng = new Rng(7, 'scene');
  for (let seed = 0; seed < 30; seed++) {
    const ref = refOf('search', seed % LEVELS.length, seed);
    const task = drawTask(SEARCH, ref);
    env.reset(ref);
    let searches = 0;
    for (let move = env.oracle(rng); move !== null; move = env.oracle(rng)) {
      const { obs } = env.step(move.action);
      const scene = env.scene() as SearchScene;
      if (!move.action.startsWith('search ')) {
        expect(scene.answered).toEqual({ text: move.action.slice('answer '.length), isRight: true });
        expect(scene.answer).toBe(scene.answered!.text);
        expect(scene.way.every((w) => w.known)).toBe(true);
        continue;
      }
      searches++;
      expect(scene.known.length).toBe(searches);
      expect(scene.view.map((p) => p.title)).toEqual(scene.known.at(-1)!.titles);
      scene.view.forEach(({ title, gold }, i) => {
        expect(obs.text).toContain(`${i + 1} ${title} : `);
        expect(gold).toBe(task.gold.some((g) => nameText(task.world.names[g]!) === title));
      });
    }
  }
});

test.each([...LEVELS.keys()])('level %i: the longest prompt and response fit 256 tokens together', (level) => {
  const codec = codecOf(freshTokenizer());
  const knobs = { noise: 0.3, recovery: 0.5, verbosity: 0.9, loopiness: 0.3 };
  let longest = 0;
  let response = 0;
  for (let seed = 0; seed < 30; seed++) {
    const past: { action: string; caused: string }[] = [];
    for (const { obs, think, action, executed, transition } of demonstrate(
      refOf('search', level, seed),
      knobs,
      new Rng(seed, 'length'),
    ).steps) {
      const { task, text: observation, admissible } = obs;
      const view = { task, observation, admissible, past: past.slice(-SEARCH.spec.historyK) };
      longest = Math.max(longest, buildPrompt(codec, view, Infinity).length);
      past.push({ action: executed, caused: transition.obs.brief ?? transition.obs.text });
      response = Math.max(response, codec.encode(`${think} ${action}`).length + 4);
    }
  }
  expect(longest).toBeLessThanOrEqual(216);
  expect(response).toBeLessThanOrEqual(40);
});
