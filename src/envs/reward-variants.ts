/**
 * Other ways to pay for the same episodes, as the frameworks in the field pay for theirs: named functions of what a turn
 * brought. What an episode is worth to an evaluation does not change. Must not know any environment.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Transition } from './env.ts';

export interface PaidTurn {
  readonly transition: Transition;
  /** Every response of the episode so far kept the format and every action was admissible, these included. */
  readonly wereValid: boolean;
  /** Before this turn a single action would have won: in SearchQA, the answer has been read. */
  readonly wasNear: boolean;
}

/** Paid at the end of an episode, however it ends; nothing before. */
const atEnd =
  (pay: (turn: PaidTurn) => number) =>
  (turn: PaidTurn): number =>
    turn.transition.terminated || turn.transition.truncated ? pay(turn) : 0;

const VARIANTS: Readonly<Record<string, (turn: PaidTurn) => number>> = {
  own: ({ transition }) => transition.reward,
  /** 10 for a win and nothing else: the same scale in every environment. */
  win: atEnd(({ transition: { info } }) => (info.won ? 10 : 0)),
  /** Visual ALFWorld: the share of goal conditions met is added. */
  conditions: atEnd(({ transition: { info } }) => (info.won ? 10 : 0) + info.score),
  /** LMRL-Gym: every turn costs 1 until the one that wins. */
  'turn-cost': ({ transition: { info } }) => (info.won ? 0 : -1),
  /** AT²PO: 1 for a win, but -1 for the whole episode when it broke the rules anywhere. */
  strict: atEnd(({ transition: { info }, wereValid }) => (wereValid ? Number(info.won) : -1)),
  /**
   * Search-R1, shaped: a right answer 1, or 0.8 after a broken rule; without one 0.3 when it had been found, 0.2 when all rules
   * were kept, 0.1 when there was an answer at all.
   */
  shaped: atEnd(({ transition: { info, terminated }, wereValid, wasNear }) => {
    if (info.won) return wereValid ? 1 : 0.8;
    if (wereValid) return wasNear ? 0.3 : 0.2;
    return terminated ? 0.1 : 0;
  }),
};

export const REWARD_IDS: readonly string[] = Object.keys(VARIANTS);

/** Throws TurnlabError `bad-setting` on an unknown id. */
export function rewardVariant(id: string): (turn: PaidTurn) => number {
  const variant = Object.hasOwn(VARIANTS, id) ? VARIANTS[id] : undefined;
  if (!variant)
    throw new TurnlabError('bad-setting', `There is no reward "${id}".`, `Choose one of ${REWARD_IDS.join(', ')}.`);
  return variant;
}
