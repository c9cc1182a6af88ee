/**
 * How well cuts find the idle tokens of thoughts, those after the decision: precision and recall of the tokens that cuts take
 * away, and the area under the ROC curve of the window mean that they go by. Pure. Must not decide where to cut.
 */
import { areaUnderCurve } from '../core/detector.ts';

/** A thought as it was recorded, tokens counted from the start of its response. */
export interface LabelledThought {
  /** First and last + 1 think token. */
  readonly thought: readonly [number, number];
  /** As of decision.ts; -1 = it never names its action. */
  readonly decidedAt: number;
  /** Last think token before the cut that was made when it was played; -1 = it ended by itself. */
  readonly firedAt: number;
}

/** Counts that add up over thoughts. */
export interface CutTally {
  /** Thoughts of at least one token that have a label, and that have none. */
  labelled: number;
  unlabelled: number;
  /** Think tokens that cuts take away, and those among them that lie after the decision. */
  taken: number;
  takenIdle: number;
  /** Think tokens after the decision, taken or not. */
  idle: number;
}

export const emptyTally = (): CutTally => ({ labelled: 0, unlabelled: 0, taken: 0, takenIdle: 0, idle: 0 });

/**
 * Adds a thought that is cut behind its token `cut` (-1 = not cut) to a tally. Of a thought that was cut when it was played
 * one token more is known than was written: the one that the closing tag stands for. It is after the decision if the action
 * had been named by then; if not, the cut came too early as far as anyone can tell, and counts as such. A thought that ended
 * by itself without naming its action says nothing.
 */
export function addCut(
  tally: CutTally,
  { thought: [from, to], decidedAt, firedAt }: LabelledThought,
  cut: number,
): void {
  if (to === from) return;
  const wasCut = firedAt >= 0;
  const isNamed = decidedAt >= 0;
  if (isNamed) tally.labelled++;
  else tally.unlabelled++;
  if (!isNamed && !wasCut) return;
  const end = wasCut ? to + 1 : to;
  const taken = cut < 0 ? 0 : Math.max(0, end - cut - 1);
  tally.taken += taken;
  if (!isNamed) return;
  const idle = end - decidedAt - 1;
  tally.idle += idle;
  tally.takenIdle += Math.min(taken, idle);
}

export interface CutQuality {
  /** Share of the tokens taken away that lie after the decision. */
  readonly precision: number;
  /** Share of the tokens after the decision that are taken away. */
  readonly recall: number;
  /** Share of thoughts that never name the action that is then taken. */
  readonly unlabelled: number;
}

/** Shares without any case are NaN. */
export const qualityOf = ({ labelled, unlabelled, taken, takenIdle, idle }: CutTally): CutQuality => ({
  precision: takenIdle / taken,
  recall: takenIdle / idle,
  unlabelled: unlabelled / (labelled + unlabelled),
});

/**
 * Chance that of two think tokens, one after the decision and one not, the one after it has the smaller window mean; ties
 * counted half, 0.5 = it says nothing. Over all tokens of labelled thoughts where the window is full; NaN without both kinds.
 */
export function idleArea(thoughts: readonly (LabelledThought & { readonly windowMean: Float32Array })[]): number {
  const calm: number[] = [];
  const isIdle: boolean[] = [];
  for (const { thought, decidedAt, windowMean } of thoughts) {
    if (decidedAt < 0) continue;
    for (let t = thought[0]; t < thought[1]; t++) {
      if (Number.isNaN(windowMean[t]!)) continue;
      calm.push(-windowMean[t]!);
      isIdle.push(t > decidedAt);
    }
  }
  return areaUnderCurve(calm, isIdle);
}
