/**
 * How often thinking was cut and turns were sampled again, what that cost, whether cuts meet idle tokens, and whether Γ sees
 * what the environment knows.
 * Formulas: docs/METRICS.md. A mean over nothing is left out. Must not play or train.
 */
import { mean } from '../algo/statistics.ts';
import { areaUnderCurve } from '../core/detector.ts';
import type { ThinkingRule } from '../engine/kernels/intervention.ts';
import type { Codec } from '../rollout/codec.ts';
import { addCut, emptyTally, idleArea, qualityOf } from '../rollout/cut-quality.ts';
import { decidedAt, thoughtOf } from '../rollout/decision.ts';
import { cutAt, cutsOf, measuredFrom } from '../rollout/recorded-cuts.ts';
import type { Trajectory, Turn } from '../rollout/trajectory.ts';

/** All response tokens that were generated, rejected attempts included. */
export const generatedTokens = (turns: readonly Turn[]): number =>
  turns.reduce((sum, turn) => sum + turn.response.ids.length, discardedTokens(turns));

const discardedTokens = (turns: readonly Turn[]): number =>
  turns.reduce((sum, { rejected }) => sum + rejected.reduce((own, { ids }) => own + ids.length, 0), 0);

/** At least one trajectory. `cutting` is TTI's rule as it stands now, whether it is on or not; without it there are no figures
 * of how well it cuts. */
export function controlMetrics(
  trajectories: readonly Trajectory[],
  codec: Codec,
  cutting?: ThinkingRule,
): Record<string, number> {
  const turns = trajectories.flatMap((trajectory) => trajectory.turns);
  const cutBy = (...cuts: readonly string[]): Turn[] => turns.filter(({ response }) => cuts.includes(response.cut));
  const cut = cutBy('saturation', 'cap');
  const won = trajectories.filter(({ success }) => success).length;
  return {
    'tti/rate': cut.length / turns.length,
    'tti/cap_rate': cutBy('cap').length / turns.length,
    ...(cut.length > 0 ? { 'tti/position': mean(cut.map((turn) => thinkTokensAtCut(turn, codec))) } : {}),
    'think_budget/rate': cutBy('budget').length / turns.length,
    'tds/resample_rate': turns.filter(({ rejected }) => rejected.length > 0).length / turns.length,
    'tds/attempts': mean(turns.map(({ rejected }) => rejected.length + 1)),
    'tds/discarded_tokens': discardedTokens(turns),
    ...(won > 0 ? { 'episode/tokens_per_success': generatedTokens(turns) / won } : {}),
    ...(cutting ? cutMetrics(turns, codec, cutting) : {}),
    ...signalMetrics(turns),
  };
}

/** Think tokens that had been written when the thinking was cut. */
const thinkTokensAtCut = ({ response }: Turn, codec: Codec): number =>
  response.firedAt - response.ids.indexOf(codec.control.thinkOpen);

/** TTI as a detector of think tokens after the decision, over first tries: by the cuts that were made, and by those that the
 * rule would have made of thoughts that ended by themselves. What the hard budget cut is left out. */
function cutMetrics(turns: readonly Turn[], codec: Codec, cutting: ThinkingRule): Record<string, number> {
  const rule = { ...cutting, intervene: true, budget: 0 };
  const tally = emptyTally();
  const judged = turns
    .map(({ rejected, response }) => rejected[0] ?? response)
    .filter(({ cut }) => cut !== 'budget')
    .map(({ ids, uncertainty, firedAt }) => {
      const measured = measuredFrom(rule, uncertainty, ids);
      const labelled = { thought: thoughtOf(rule, ids), decidedAt: decidedAt(codec.control, ids), firedAt };
      addCut(tally, labelled, firedAt < 0 ? cutAt(cutsOf(rule, measured, ids), rule.epsilon) : firedAt);
      return { ...labelled, windowMean: measured.windowMean };
    });
  const { precision, recall, unlabelled } = qualityOf(tally);
  return measuredOnly({
    'tti/precision': precision,
    'tti/recall': recall,
    'tti/auc': idleArea(judged),
    'tti/unlabelled': unlabelled,
  });
}

const measuredOnly = (figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)));

/** Γ as a detector over first tries, which no resampling has selected. Low Γ is what is flagged. */
function signalMetrics(turns: readonly Turn[]): Record<string, number> {
  const tries = turns.map((turn) => turn.rejected[0] ?? turn).filter(({ gamma }) => !Number.isNaN(gamma));
  const gammas = tries.map(({ gamma }) => gamma).sort((a, b) => a - b);
  const sameness = tries.map(({ gamma }) => -gamma);
  return measuredOnly({
    'signal/phi/mean': mean(turns.map(({ phi }) => phi)),
    'signal/gamma/median': gammas[Math.floor(gammas.length / 2)] ?? NaN,
    'signal/auc_ineffective': areaUnderCurve(
      sameness,
      tries.map(({ info }) => !info.effective),
    ),
    'signal/auc_repeat': areaUnderCurve(
      sameness,
      tries.map(({ info }) => info.repeat),
    ),
  });
}
