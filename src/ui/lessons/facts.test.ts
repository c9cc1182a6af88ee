import { describe, expect, it } from 'vitest';
import { LABEL, type TurnRecords } from '../../rollout/turn-records.ts';
import { RunHistory } from '../../store/history.ts';
import { circlingShare, entropyOf, firstHeldOut, idleShare, lastHeldOut, newest, type Facts } from './facts.ts';

const WORDS = ['<think>', '</think>', '<action>', '</action>', 'see', 'go', 'hm'];
const id = (word: string): number => WORDS.indexOf(word);
/** Thinks "see go", then "hm hm hm", and does "go". */
const TURN = '<think> see go hm hm hm </think> <action> go </action>'.split(' ');

/** `entropy` of every turn's tokens. */
function records(turns: { label: number; accepted?: number; decidedAt?: number }[], entropy: number[]): TurnRecords {
  const count = turns.length;
  const repeated = <T>(values: readonly T[]): T[] => turns.flatMap(() => [...values]);
  const none = new Uint32Array(count);
  return {
    count,
    episode: none,
    group: none,
    turn: none,
    attempt: none,
    accepted: Uint8Array.from(turns, ({ accepted }) => accepted ?? 1),
    firedAt: new Int32Array(count).fill(-1),
    decidedAt: Int32Array.from(turns, ({ decidedAt }) => decidedAt ?? 2),
    phi: new Float64Array(count),
    gamma: new Float64Array(count),
    label: Uint8Array.from(turns, ({ label }) => label),
    reward: new Float32Array(count),
    success: new Uint8Array(count),
    start: Uint32Array.from({ length: count + 1 }, (_, r) => r * TURN.length),
    ids: Uint32Array.from(repeated(TURN.map(id))),
    entropy: Float32Array.from(repeated(entropy)),
    confidence: new Float32Array(count * TURN.length),
    uncertainty: new Float32Array(count * TURN.length),
    forced: new Uint8Array(count * TURN.length),
  };
}
const facts = (more: Partial<Facts>): Facts => ({ history: new RunHistory(), records: null, words: WORDS, ...more });

describe('what lessons measure', () => {
  const one = facts({ records: records([{ label: 0 }], [9, 4, 3, 1, 2, 3, 9, 9, 0.5, 9]) });

  it('splits a turn into what comes before the decision, the decision, what comes after it, and the action', () => {
    expect((['start', 'decision', 'after', 'action'] as const).map((part) => entropyOf(part)(one))).toEqual([
      4, 3, 2, 0.5,
    ]);
    expect(idleShare(one)).toBe(3 / 5);
  });

  it('leaves out turns without a decision and tries that were thrown away', () => {
    const other = records(
      [{ label: LABEL.novel }, { label: 0, decidedAt: -1 }, { label: 0, accepted: 0 }],
      [9, 4, 3, 1, 2, 3, 9, 9, 0.5, 9],
    );
    expect(entropyOf('decision')(facts({ records: other }))).toBe(3);
    expect(idleShare(facts({ records: other }))).toBe(3 / 5);
    expect(circlingShare(facts({ records: other }))).toBe(1 / 2);
  });

  it('reads means of the newest updates and the ends of the held-out curve', () => {
    const history = new RunHistory();
    history.addEvaluation(0, { 'val/success_rate': 0.25 }, 8);
    for (const update of [1, 2, 3]) history.addUpdate(update, { 'response_length/mean': 10 * update });
    history.addEvaluation(3, { 'val/success_rate': 0.75 }, 8);
    const run = facts({ history });
    expect(newest('response_length/mean', 2)(run)).toBe(25);
    expect([firstHeldOut(run), lastHeldOut(run)]).toEqual([0.25, 0.75]);
  });

  it('measures nothing where there is nothing', () => {
    const nothing = facts({});
    for (const measure of [
      idleShare,
      circlingShare,
      firstHeldOut,
      lastHeldOut,
      entropyOf('start'),
      newest('actor/kl', 2),
    ])
      expect(measure(nothing)).toBeNaN();
  });
});
