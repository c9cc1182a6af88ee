/**
 * What other thresholds ε and η would have done to recorded turns: the rule's own functions over the recorded M and Γ,
 * nothing is generated. Every turn is judged as it was recorded; what another start would have led to is not known. Pure.
 */
import type { Settings } from '../../core/settings.ts';
import type { ThinkingRule } from '../../engine/kernels/intervention.ts';
import { WATCH_ONLY } from '../../model/thinking.ts';
import { addCut, emptyTally, type CutTally } from '../../rollout/cut-quality.ts';
import { thoughtOf } from '../../rollout/decision.ts';
import { cutAt, cutsOf, measuredFrom, type Cuts } from '../../rollout/recorded-cuts.ts';
import { isRejected, type ResampleRule } from '../../rollout/resample.ts';
import type { TurnRecords } from '../../rollout/turn-records.ts';

/** The settings that say where thinking may be cut, whatever ε. */
export type Places = Pick<Settings, 'window' | 'minThink' | 'maxThink' | 'peakGuard' | 'thinkBudget'>;

/** A rule with no ε of its own; the recorded M stand as they are. */
export function cuttingRule(places: Places, words: readonly string[]): ThinkingRule {
  return {
    ...WATCH_ONLY,
    intervene: true,
    window: places.window,
    minThink: places.minThink,
    maxThink: places.maxThink,
    postPeak: places.peakGuard,
    budget: places.thinkBudget,
    thinkOpen: words.indexOf('<think>'),
    thinkClose: words.indexOf('</think>'),
    actionOpen: words.indexOf('<action>'),
  };
}

/** The paper's rule, or the published one where that is chosen; never one of the controls. */
export const resamplingRule = ({
  tdsRule,
  eta,
  maxTries,
}: Pick<Settings, 'tdsRule' | 'eta' | 'maxTries'>): ResampleRule => ({
  by: tdsRule === 'asPublished' ? 'stagnant-published' : 'stagnant',
  phiMean: 'geometric',
  eta,
  maxTries,
  randomRate: 0,
});

/** A turn's first record; its attempts follow it. */
interface RecordedTurn {
  readonly first: number;
  readonly attempts: number;
  readonly cuts: Cuts;
  readonly thought: readonly [number, number];
  /** Of the first try. */
  readonly decidedAt: number;
  readonly firedAt: number;
}

/** What does not change while a threshold is dragged. */
export interface Prepared {
  readonly records: TurnRecords;
  /** Says where thinking may be cut. */
  readonly rule: ThinkingRule;
  readonly turns: readonly RecordedTurn[];
  /** Tokens of all thoughts of first tries. */
  readonly thinkTokens: number;
  /** Turns that follow another one: the only ones with a Γ. */
  readonly judged: number;
  /** What happened when they were played. */
  readonly cutThen: number;
  readonly resampledThen: number;
}

export function prepare(records: TurnRecords, rule: ThinkingRule): Prepared {
  const { count, attempt, start, ids, uncertainty, gamma, firedAt, decidedAt } = records;
  const firsts = Array.from({ length: count }, (_, r) => r).filter((r) => attempt[r] === 0);
  const turns = firsts.map((first, i) => {
    const own = ids.subarray(start[first], start[first + 1]);
    const M = uncertainty.subarray(start[first], start[first + 1]);
    return {
      first,
      attempts: (firsts[i + 1] ?? count) - first,
      cuts: cutsOf(rule, measuredFrom(rule, M, own), own),
      thought: thoughtOf(rule, own),
      decidedAt: decidedAt[first]!,
      firedAt: firedAt[first]!,
    };
  });
  return {
    records,
    rule,
    turns,
    thinkTokens: turns.reduce((sum, { thought: [from, to] }) => sum + to - from, 0),
    judged: firsts.filter((r) => !Number.isNaN(gamma[r]!)).length,
    cutThen: firsts.filter((r) => firedAt[r]! >= 0).length,
    resampledThen: turns.filter(({ attempts }) => attempts > 1).length,
  };
}

export interface WhatIf {
  /** One entry per turn, 1 = its first try would have been cut, or sampled again. */
  readonly cut: Uint8Array;
  readonly resampled: Uint8Array;
  /** Think tokens before the cut of each turn; -1 = not cut. */
  readonly cutAfter: Int32Array;
  readonly cuts: number;
  readonly resamples: number;
  /** Recorded think tokens behind the cuts. */
  readonly savedTokens: number;
  /** Tokens of recorded tries that would have been thrown away. */
  readonly thrownTokens: number;
  /** Turns that would have been sampled once more than they were: what that would have given is not known. */
  readonly unplayed: number;
  /** What the cuts take away, by where the decision is made. */
  readonly tally: CutTally;
}

export function whatIf(prepared: Prepared, epsilon: number, resampling: ResampleRule): WhatIf {
  const { turns, records } = prepared;
  const cut = new Uint8Array(turns.length);
  const resampled = new Uint8Array(turns.length);
  const cutAfter = new Int32Array(turns.length).fill(-1);
  let [cuts, resamples, savedTokens, thrownTokens, unplayed] = [0, 0, 0, 0, 0];
  const tally = emptyTally();
  for (const [i, recorded] of turns.entries()) {
    const { first, attempts, thought } = recorded;
    const fired = cutAt(recorded.cuts, epsilon);
    addCut(tally, recorded, fired);
    if (fired >= 0) {
      cut[i] = 1;
      cutAfter[i] = fired - thought[0] + 1;
      cuts++;
      savedTokens += Math.max(0, thought[1] - fired - 1);
    }
    const thrown = rejectedTries(records, first, attempts, resampling);
    if (thrown === 0) continue;
    resampled[i] = 1;
    resamples++;
    thrownTokens += records.start[first + thrown]! - records.start[first]!;
    if (thrown === attempts) unplayed++;
  }
  return { cut, resampled, cutAfter, cuts, resamples, savedTokens, thrownTokens, unplayed, tally };
}

/** How many of a turn's recorded tries, from the first on, the rule throws away. */
function rejectedTries({ turn, gamma }: TurnRecords, first: number, attempts: number, rule: ResampleRule): number {
  for (let attempt = 0; attempt < attempts; attempt++)
    if (attempt === rule.maxTries || !isStagnant(rule, turn[first]!, gamma[first + attempt]!)) return attempt;
  return attempts;
}

/** Whether a try's Γ makes it one to throw away, as long as tries are left. */
export function isStagnant(rule: ResampleRule, turn: number, gamma: number): boolean {
  const lastAction = turn === 0 ? undefined : '';
  return isRejected(rule, { gamma, action: '', lastAction, episode: 0, turn, attempt: 0 }, 0);
}
