/** How M, Γ and the cuts are spread over recorded turns, and how well Γ finds wasted turns. First tries only. Pure. */
import { areaUnderCurve } from '../../core/detector.ts';
import { spreadOf } from '../../rollout/calibration.ts';
import { idleArea } from '../../rollout/cut-quality.ts';
import { measuredFrom } from '../../rollout/recorded-cuts.ts';
import type { ResampleRule } from '../../rollout/resample.ts';
import { LABEL } from '../../rollout/turn-records.ts';
import { isStagnant, type Prepared } from './what-if.ts';

/** Think tokens that are told apart by their place; later ones are left out. */
export const POSITIONS = 32;

/** Mean M of the first, second, … think token over all turns; NaN where no thought was that long. */
export function meanByPosition({ records, turns }: Prepared): Float64Array {
  const sum = new Float64Array(POSITIONS);
  const count = new Float64Array(POSITIONS);
  for (const { first, thought } of turns) {
    const from = records.start[first]! + thought[0];
    const length = Math.min(POSITIONS, thought[1] - thought[0]);
    for (let k = 0; k < length; k++) {
      sum[k]! += records.uncertainty[from + k]!;
      count[k]! += 1;
    }
  }
  return sum.map((total, k) => total / count[k]!);
}

/** How many thoughts are cut after the first, second, … think token. `cutAfter` as of WhatIf. */
export function cutsByPosition(cutAfter: Int32Array): Uint32Array {
  const counts = new Uint32Array(POSITIONS);
  for (const after of cutAfter) if (after >= 1 && after <= POSITIONS) counts[after - 1]! += 1;
  return counts;
}

/** How many Γ lie between neighbouring EDGES of rollout/calibration.ts. */
export const gammaCounts = ({ records, turns }: Prepared): readonly number[] =>
  spreadOf(turns.map(({ first }) => records.gamma[first]!).filter((gamma) => !Number.isNaN(gamma))).counts;

/** What a small Γ is meant to find, by the environment's exact labels. */
export const WASTED = {
  ineffective: (label: number): boolean => (label & LABEL.effective) === 0,
  repeated: (label: number): boolean => (label & LABEL.repeat) !== 0,
} as const;
export type Wasted = keyof typeof WASTED;

/** How well a small window mean tells think tokens after the decision from the others. */
export const idleAreaOf = ({ records: { start, ids, uncertainty }, turns, rule }: Prepared): number =>
  idleArea(
    turns.map((turn) => {
      const [from, to] = [start[turn.first]!, start[turn.first + 1]!];
      const { windowMean } = measuredFrom(rule, uncertainty.subarray(from, to), ids.subarray(from, to));
      return { ...turn, windowMean };
    }),
  );

interface Judged {
  readonly turn: number;
  readonly gamma: number;
  readonly isWasted: boolean;
}

function judged({ records, turns }: Prepared, kind: Wasted): Judged[] {
  const { turn, gamma, label } = records;
  return turns
    .map(({ first }) => ({ turn: turn[first]!, gamma: gamma[first]!, isWasted: WASTED[kind](label[first]!) }))
    .filter((one) => !Number.isNaN(one.gamma));
}

/** Chance that a wasted turn has a smaller Γ than another; 0.5 = Γ says nothing. NaN when there are none of either. */
export function areaOf(prepared: Prepared, kind: Wasted): number {
  const cases = judged(prepared, kind);
  return areaUnderCurve(
    cases.map(({ gamma }) => -gamma),
    cases.map(({ isWasted }) => isWasted),
  );
}

export interface Quality {
  /** Share of all turns that are wasted: the precision of picking at random. */
  readonly base: number;
  /** Share of the stagnant turns that are wasted. */
  readonly precision: number;
  /** Share of the wasted turns that are stagnant. */
  readonly recall: number;
}

/** Shares without any case are NaN. */
export function qualityOf(prepared: Prepared, kind: Wasted, rule: ResampleRule): Quality {
  const cases = judged(prepared, kind);
  const stagnant = cases.filter(({ turn, gamma }) => isStagnant(rule, turn, gamma));
  const wasted = cases.filter(({ isWasted }) => isWasted).length;
  const found = stagnant.filter(({ isWasted }) => isWasted).length;
  return { base: wasted / cases.length, precision: found / stagnant.length, recall: found / wasted };
}
