/**
 * What the settings mean for a rollout: the rule that cuts thinking and the rule that samples a turn again. Must not play.
 */
import type { Settings } from '../core/settings.ts';
import type { ThinkingRule } from '../engine/kernels/intervention.ts';
import { ruleOf, type ThinkingControl } from '../model/thinking.ts';
import type { Codec } from '../rollout/codec.ts';
import type { ResampleRule } from '../rollout/resample.ts';

const SIGNALS: Readonly<Record<string, ThinkingControl['signal']>> = { M: 'blend', H: 'entropy', C: 'confidence' };

export const thinkingOf = (settings: Settings, { control }: Codec): ThinkingControl => ({
  tokens: { thinkOpen: control.thinkOpen, thinkClose: control.thinkClose, actionOpen: control.actionOpen },
  signal: SIGNALS[settings.signal]!,
  alpha: settings.alpha,
  topJ: settings.topJ,
  bounds: settings.bounds as ThinkingControl['bounds'],
  intervene: settings.tti,
  epsilon: settings.epsilon,
  window: settings.window,
  minThink: settings.minThink,
  maxThink: settings.maxThink,
  postPeak: settings.peakGuard,
  budget: settings.thinkBudget,
});

/** Where TTI may cut, whether it is on or not. `V`: size of the vocabulary. */
export const cuttingOf = (settings: Settings, codec: Codec, V: number): ThinkingRule =>
  ruleOf(thinkingOf(settings, codec), V);

/** The signal is computed as ever and nothing is cut. */
export const watchingOf = (settings: Settings, codec: Codec): ThinkingControl => ({
  ...thinkingOf(settings, codec),
  intervene: false,
  budget: 0,
});

export const resamplingOf = (settings: Settings): ResampleRule => ({
  by: settings.tds ? kindOf(settings) : 'none',
  phiMean: settings.phiMean as ResampleRule['phiMean'],
  eta: settings.eta,
  maxTries: settings.maxTries,
  randomRate: settings.randomRate,
});

function kindOf({ tdsControl, tdsRule }: Settings): ResampleRule['by'] {
  if (tdsControl === 'repeat' || tdsControl === 'random') return tdsControl;
  return tdsRule === 'asPublished' ? 'stagnant-published' : 'stagnant';
}
