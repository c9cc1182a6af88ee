/** What every environment owes its users, checked for all levels of all of them. */
import { createHash } from 'node:crypto';
import { expect, test, describe } from 'vitest';
import { assert as assertProperty, property, string } from 'fast-check';
import { ENVIRONMENTS } from '../../src/core/environments.ts';
import { TurnlabError } from '../../src/core/errors.ts';
import { hashText, Rng } from '../../src/core/rng.ts';
import { CHATTER_WORDS } from '../../src/envs/chatter.ts';
import { demonstrate, THINK_WORDS } from '../../src/envs/demonstration.ts';
import type { Obs, Split } from '../../src/envs/env.ts';
import { LEXICON } from '../../src/envs/lexicon.ts';
import { ENV_IDS, makeEnv, specOf } from '../../src/envs/registry.ts';
import { decodeFrame, encodeFrame } from '../../src/envs/snapshot.ts';
import { freshTokenizer } from '../../src/rollout/vocabulary.ts';
import { isOpen, isPromised, LEVELS, mixedChoice, playThrough, refOf } from './envs-play.ts';

const SPLITS: readonly Split[] = ['train', 'val', 'test', 'ood'];
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof TurnlabError ? error.code : 'not a TurnlabError';
  }
  return 'no error';
};

describe.each(LEVELS)('$id level $level', ({ id, level, turnLimit, randomSuccess, oracleTurns, oracleSuccess = 1 }) => {
  const { words, reward: pay } = specOf(id);

  test('500 tasks are solvable and the oracle solves as many as stated, all but for chance, in the stated number of turns', () => {
    const env = makeEnv(id);
    const turns: number[] = [];
    let wins = 0;
    for (let seed = 0; seed < 500; seed++) {
      const ref = refOf(id, level, seed, SPLITS[seed % 5] ?? 'train');
      const rng = new Rng(seed, 'oracle');
      const transitions = playThrough(env, ref, (_, e) => e.oracle(rng)!.action);
      const last = transitions.at(-1)!;
      expect(transitions.every((t) => t.info.valid)).toBe(true);
      expect(env.oracle(rng)).toBeNull();
      if (oracleSuccess < 1 && !last.info.won) continue;
      wins++;
      expect(last.info.won, `seed ${seed} ${env.taskKey()}`).toBe(true);
      if (!pay.ownRule) expect(last.reward).toBe(pay.success);
      expect(last.info.reason).toBe('won');
      if (ref.split === 'train') turns.push(transitions.length);
    }
    expect(Math.abs(wins / 500 - oracleSuccess)).toBeLessThanOrEqual(
      4 * Math.sqrt((oracleSuccess * (1 - oracleSuccess)) / 500),
    );
    const mean = turns.reduce((a, b) => a + b, 0) / turns.length;
    const deviation = Math.sqrt(turns.reduce((a, t) => a + (t - mean) ** 2, 0) / turns.length);
    expect(Math.abs(mean - oracleTurns)).toBeLessThanOrEqual((4 * deviation) / Math.sqrt(turns.length) + 0.005);
    expect(Math.max(...turns)).toBeLessThanOrEqual(turnLimit);
  });

  test('random play succeeds as often as stated', () => {
    const env = makeEnv(id);
    const episodes = 1500;
    let wins = 0;
    for (let seed = 0; seed < episodes; seed++) {
      const rng = new Rng(seed, 'random play');
      const transitions = playThrough(env, refOf(id, level, 500_000 + seed), (obs, e) =>
        e.fillIn(rng.pick(obs.admissible), rng),
      );
      if (transitions.at(-1)!.info.won) wins++;
    }
    // Four standard deviations of a binomial around the figure of spec.levels.
    const spread = 4 * Math.sqrt((randomSuccess * (1 - randomSuccess)) / episodes);
    expect(Math.abs(wins / episodes - randomSuccess)).toBeLessThan(spread);
    // Where none at all would be a wonder.
    if (randomSuccess * episodes > 15) expect(wins).toBeGreaterThan(0);
  });

  test('no content is in two splits, and its hash says which one it is in', () => {
    const env = makeEnv(id);
    const home = new Map<string, Split>();
    for (const split of SPLITS)
      for (let seed = 0; seed < 150; seed++) {
        env.reset(refOf(id, level, seed, split));
        const key = env.taskKey();
        expect(home.get(key) ?? split).toBe(split);
        home.set(key, split);
        const bucket = hashText(key) % 100;
        if (split === 'train') expect(bucket).toBeLessThan(80);
        if (split === 'val') expect(Math.floor(bucket / 10)).toBe(8);
        if (split === 'test') expect(Math.floor(bucket / 10)).toBe(9);
      }
    for (const split of SPLITS) expect([...home.values()]).toContain(split);
  });

  test('says only words of its list, joined by single spaces, and thinks briefly', () => {
    const known = new Set(words);
    const foreign: string[] = [];
    const check = (text: string): void => {
      if (!text.split(' ').every((word) => known.has(word))) foreign.push(text);
    };
    const checkObs = (obs: Obs): void => [obs.text, obs.task, ...obs.admissible].forEach(check);
    for (let seed = 0; seed < 100; seed++) {
      const rng = new Rng(seed, 'words');
      const ref = refOf(id, level, seed, SPLITS[seed % 4]);
      const choose = mixedChoice(rng);
      playThrough(makeEnv(id), ref, (obs, env) => {
        checkObs(obs);
        const { think, action } = env.oracle(rng) ?? LOST;
        check(think);
        // Room for its tags in a turn of 40 tokens.
        expect(`${think} ${action}`.split(' ').length).toBeLessThanOrEqual(36);
        expect(think.endsWith(` ; ${action}`)).toBe(true);
        return choose(obs, env);
      }).forEach((t) => checkObs(t.obs));
      const knobs = { noise: 0.3, recovery: 0.5, verbosity: 0.9, loopiness: 0.3 };
      for (const step of demonstrate(ref, knobs, rng).steps) {
        [step.think, step.action, step.executed].forEach(check);
        expect(step.think.split(' ').length).toBeLessThanOrEqual(THINK_WORDS);
      }
    }
    expect(foreign).toEqual([]);
  });

  test('a restored episode goes on exactly like the original', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Rng(seed, 'snapshot');
      const env = makeEnv(id);
      const ref = refOf(id, level, seed, SPLITS[seed % 4]);
      const saved: { turn: number; bytes: Uint8Array }[] = [];
      const actions: string[] = [];
      const choose = mixedChoice(rng);
      const original = playThrough(env, ref, (obs, e, turn) => {
        saved.push({ turn, bytes: e.snapshot() });
        actions.push(choose(obs, e));
        return actions.at(-1)!;
      });
      const { turn, bytes } = rng.pick(saved);
      const stranger = makeEnv(id);
      // Into a fresh environment, one busy with another task, and the one that has played on.
      if (seed % 3 === 1) stranger.reset(refOf(id, level, seed + 1));
      const target = seed % 3 === 2 ? env : stranger;
      target.restore(bytes);
      expect(target.snapshot()).toEqual(bytes);
      // A frame, the state, and eight bytes for each world seen.
      expect(bytes.length).toBeLessThan(200 + 8 * (turnLimit + 1));
      expect(actions.slice(turn).map((a) => target.step(a))).toEqual(original.slice(turn));
      expect(target.snapshot()).toEqual(
        (() => {
          const again = makeEnv(id);
          playThrough(again, ref, (_, _e, t) => actions[t]!);
          return again.snapshot();
        })(),
      );
    }
  });

  test('foreign bytes are refused and change nothing', () => {
    const env = makeEnv(id);
    const rng = new Rng(level, 'foreign');
    env.reset(refOf(id, level, 3));
    env.step(env.oracle(rng)!.action);
    const before = env.snapshot();
    const other = makeEnv(id === 'lake' ? 'house' : 'lake');
    other.reset(refOf(other.spec.id, 0, 3));
    const foreign = [new Uint8Array(0), new Uint8Array(200), other.snapshot(), before.slice(1), before.slice(0, -1)];
    for (let i = 0; i < before.length; i++)
      foreign.push(before.map((b, j) => (i === j ? b ^ (1 + rng.below(255)) : b)));
    for (let i = 0; i < 100; i++) foreign.push(Uint8Array.from({ length: rng.below(120) }, () => rng.below(256)));
    for (const bytes of foreign) {
      expect(codeOf(() => env.restore(bytes))).toBe('bad-file');
      expect(env.snapshot()).toEqual(before);
    }
    expect(codeOf(() => makeEnv(id).restore(new Uint8Array(40)))).toBe('bad-file');
  });

  test('a saved episode whose state was forged is refused, or is played to its end like any other', () => {
    const env = makeEnv(id);
    const playOn = (rng: Rng): void => {
      for (let move = env.oracle(rng); move !== null; move = env.oracle(rng)) {
        env.scene();
        env.step(move.action);
      }
    };
    for (let seed = 0; seed < 20; seed++) {
      const rng = new Rng(seed, 'forged');
      env.reset(refOf(id, level, seed));
      for (let turn = rng.below(3); turn > 0; turn--) {
        const move = env.oracle(rng);
        if (move !== null) env.step(move.action);
      }
      const frame = decodeFrame(env.snapshot());
      for (let i = 0; i < 40; i++) {
        const state = frame.state.slice();
        for (let forged = 1 + rng.below(3); forged > 0; forged--) state[rng.below(state.length)] = rng.below(64);
        const bytes = encodeFrame({ ...frame, state });
        if (codeOf(() => env.restore(bytes)) === 'bad-file') continue;
        expect(env.snapshot()).toEqual(bytes);
        expect(codeOf(() => playOn(rng))).toBe('no error');
      }
    }
  });

  test('labels agree with what can be seen from outside', () => {
    for (let seed = 0; seed < 100; seed++) {
      const env = makeEnv(id);
      const rng = new Rng(seed, 'labels');
      const choose = mixedChoice(rng);
      env.reset(refOf(id, level, seed));
      let world = worldOf(env.scene());
      let distance = env.distance();
      let anchor = '';
      let lastAction = '';
      const seen = new Set([world]);
      playThrough(env, refOf(id, level, seed), (obs, _, turn) => {
        expect(obs.anchor).toBe(turn === 0 ? obs.anchor : anchor);
        const action = choose(obs, env);
        const saved = env.snapshot();
        const { obs: next, info } = env.step(action);
        const nextWorld = worldOf(env.scene());
        const nextDistance = env.distance();
        expect(info.valid).toBe(isPromised(obs, action));
        expect(info.effective).toBe(nextWorld !== world);
        expect(info.novel).toBe(!seen.has(nextWorld));
        expect(info.repeat).toBe(turn > 0 && action === lastAction);
        expect(info.progress).toBe(distance === null || nextDistance === null ? null : distance - nextDistance);
        expect(info.won).toBe(nextDistance === 0);
        expect(info.won).toBe(info.score === 1);
        expect(info.effective && !info.valid).toBe(false);
        expect(info.effective || next.anchor === obs.anchor).toBe(true);
        [world, distance, anchor, lastAction] = [nextWorld, nextDistance, next.anchor, action];
        seen.add(world);
        env.restore(saved);
        return action;
      });
    }
  });

  test('the distance is exact: no action gains more than one turn, and some action gains one', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Rng(seed, 'distance');
      const choose = mixedChoice(rng);
      playThrough(makeEnv(id), refOf(id, level, seed), (obs, env) => {
        const here = env.distance();
        if (here === null) return choose(obs, env);
        const saved = env.snapshot();
        // In an open grammar the best action need not be among those tried here; the environment's own tests find it.
        // SearchQA counts the turns of its expert: the expert's own action gains one, and a lucky one may gain more.
        const isExperts = id === 'search';
        const after = (isExperts ? [env.oracle(rng)!.action] : obs.admissible).map((action) => {
          env.step(env.fillIn(action, rng));
          const there = env.distance() ?? Infinity;
          env.restore(saved);
          return there;
        });
        expect(here).toBeGreaterThan(0);
        const least = Math.min(...after);
        if (isOpen(obs) && !isExperts) expect(least).toBeGreaterThanOrEqual(here - 1);
        else expect(least, `${env.taskKey()} at ${obs.anchor}`).toBe(here - 1);
        return choose(obs, env);
      });
    }
  });

  test('any string costs one turn and nothing else', () => {
    const env = makeEnv(id);
    const first = env.reset(refOf(id, level, 1));
    const before = worldOf(env.scene());
    const hostile = [
      '',
      ' ',
      '\u0000',
      '\n'.repeat(9),
      'go '.repeat(40_000),
      '\ud800',
      '🏠',
      '__proto__',
      'look\u0000',
    ];
    const check = (action: string): void => {
      env.reset(refOf(id, level, 1));
      const { obs, reward, terminated, info } = env.step(action);
      if (first.admissible.includes(action)) return;
      expect([pay.ownRule ? 0 : reward, terminated, info.valid, info.effective]).toEqual([0, false, false, false]);
      expect(obs.admissible).toEqual(first.admissible);
      expect(obs.text.startsWith('nothing happens')).toBe(true);
      expect(worldOf(env.scene())).toBe(before);
    };
    for (const action of hostile) check(action);
    assertProperty(property(string({ unit: 'binary', maxLength: 60 }), check), { seed: 5, numRuns: 300 });
    env.reset(refOf(id, level, 1));
    for (let turn = 1; turn <= turnLimit; turn++) {
      const { truncated, info } = env.step('x'.repeat(100_000));
      expect([truncated, info.reason]).toEqual(turn === turnLimit ? [true, 'limit'] : [false, undefined]);
    }
  });

  test('nothing moves after the end', () => {
    const env = makeEnv(id);
    const rng = new Rng(0, 'end');
    let seed = 0;
    while (!playThrough(env, refOf(id, level, seed), (_, e) => e.oracle(rng)!.action).at(-1)!.info.won) seed++;
    const after = env.snapshot();
    const { reward, terminated, truncated, info, obs } = env.step('look');
    expect([reward, terminated, truncated, info.won, info.valid]).toEqual([0, true, false, true, false]);
    expect(obs.admissible).toEqual([]);
    expect(env.snapshot()).toEqual(after);
  });
});

/** Stands in for the expert where no solution is left. */
const LOST = { think: 'wait ; wait', action: 'wait' };

/** The scene without what is only knowledge or only counts turns. */
const worldOf = (scene: unknown): string =>
  JSON.stringify(scene, (key, value) => (key === 'known' || key === 'spent' ? undefined : value));

test.each(ENVIRONMENTS)('$id: stands in the list as it calls itself', (listed) => {
  const { id, title, levels, pictures } = specOf(listed.id);
  expect({ id, title, levels: levels.length, ...(pictures && { pictures }) }).toEqual(listed);
  expect(levels.map(({ level }) => level)).toEqual([...levels.keys()]);
});

test.each(ENV_IDS)('%s: every listed word is used', (id) => {
  const said = new Set<string>();
  for (const { level } of specOf(id).levels)
    for (let seed = 0; seed < 400; seed++) {
      const ref = refOf(id, level, seed, SPLITS[seed % 4]);
      const knobs = { noise: 0.4, recovery: 0.3, verbosity: 0.6, loopiness: 0.2 };
      for (const { obs, think, transition } of demonstrate(ref, knobs, new Rng(seed, 'use')).steps)
        [obs.task, obs.text, ...obs.admissible, think, transition.obs.text].forEach((text) =>
          text.split(' ').forEach((w) => said.add(w)),
        );
    }
  expect(specOf(id).words.filter((w) => !said.has(w) && !CHATTER_WORDS.includes(w))).toEqual([]);
});

test('the lexicon is the union of all words, leaves room for more, and known words keep their places', () => {
  expect(LEXICON.toSorted()).toEqual([...new Set(ENV_IDS.flatMap((id) => specOf(id).words))].sort());
  expect(freshTokenizer().size).toBe(1024);
  // A change here makes every kept model a stranger.
  const hashOf = (count: number): string =>
    createHash('sha256').update(LEXICON.slice(0, count).join(' ')).digest('hex');
  expect(hashOf(547)).toBe('c64e1077c8fcf1dacf1c5b2152df1596b3b397ae68c6d86a92620e8494e619c0');
  expect(hashOf(591)).toBe('a2fcca2ece10f70b121bce9ae3259f8acac0680617366a6f65803b0b9b1a6a72');
});

test('bad references are refused with a reason', () => {
  expect(codeOf(() => makeEnv('hose'))).toBe('bad-setting');
  expect(() => specOf('hose')).toThrow(/hose/);
  const env = makeEnv('house');
  expect(codeOf(() => env.step('look'))).toBe('bad-argument');
  expect(codeOf(() => env.reset(refOf('house', 5, 0)))).toBe('bad-setting');
  expect(codeOf(() => env.reset(refOf('lake', 0, 0)))).toBe('bad-setting');
  expect(codeOf(() => env.reset({ ...refOf('house', 0, 0), split: 'dev' as Split }))).toBe('bad-setting');
});
