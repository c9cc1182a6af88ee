/**
 * A recipe names one choice per slot; everything a slot can hold is data, so two recipes differ where they say so.
 * Formulas and their sources: docs/METRICS.md. Must not compute anything.
 */
import { TurnlabError } from '../core/errors.ts';
import { GROUP_CENTRE, GROUP_Z, type PoolConvention } from './statistics.ts';

export interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** Rollout controller: `chains` plays every episode on its own. */
  readonly controller: 'chains';
  /** Groups that are left out: those whose environment rewards are all equal. Keeping them for the penalties alone was
   * tried: divided by its own small standard deviation a penalty gets full strength there, and MiniHouse clones learnt to
   * do nothing, validly (success 0.47 to 0.00 in 30 updates). */
  readonly filter: 'zero-reward-variance';
  /** What is compared. `return-penalised`: the episode's environment reward, minus the invalid-action penalty on the
   * turn that was invalid (verl-agent's rule). */
  readonly score: 'return-penalised';
  /** Over which pool a score becomes an advantage. `turn`: all turns of the group, so the advantages of its turns sum to
   * zero and long episodes weigh more in the mean (verl-agent's code); `trajectory`: one score per episode, the penalties
   * of its turns summed, copied to each of them (the plain policy gradient with a baseline). */
  readonly pool: 'turn' | 'trajectory';
  readonly convention: PoolConvention;
  /** `no-credit`: an invalid turn is never rewarded for its episode's success (ours; docs/RESULTS.md shows what it does).
   * `as-others`: it is, as in the published recipes. */
  readonly invalidTurns: 'no-credit' | 'as-others';
  /** What is added to that. `anchor`: the discounted return from this turn on, minus the penalty, against those of the
   * group's other turns that answered the same situation (GiGPO); γ and the weight are settings. */
  readonly step: 'none' | 'anchor';
  /** Unit of the importance ratio. */
  readonly ratio: 'token';
  /** Cap on the loss of a token with negative advantage (dual clip), as a multiple of |A|; the clip range itself is a
   * setting. */
  readonly dualClip: number;
  /** Pull to the warm-started policy inside the loss; its weight is a setting. */
  readonly regulariser: 'k3';
  readonly replay: 'none';
  /** Loss average, update schedule (passes and steps per pass) are settings; no auxiliary model passes. */
  readonly auxiliary: 'none';
}

const GRPO: Recipe = {
  id: 'grpo',
  title: 'GRPO',
  about: 'Score of a turn against the mean of its group, in standard deviations (arXiv 2402.03300).',
  controller: 'chains',
  filter: 'zero-reward-variance',
  score: 'return-penalised',
  pool: 'turn',
  convention: GROUP_Z,
  invalidTurns: 'no-credit',
  step: 'none',
  ratio: 'token',
  dualClip: 3,
  regulariser: 'k3',
  replay: 'none',
  auxiliary: 'none',
};

/** Its episode part is GRPO's, over the turns of the group as in the released code, so that the two differ in the step
 * part alone. */
const GIGPO: Recipe = {
  ...GRPO,
  id: 'gigpo',
  title: 'GiGPO',
  about:
    'GRPO plus a comparison of turns that met the same situation, each by what it earned from there on (arXiv 2505.10978).',
  step: 'anchor',
};

export const RECIPES: readonly Recipe[] = [
  GRPO,
  {
    ...GRPO,
    id: 'dr-grpo',
    title: 'Dr.GRPO',
    about:
      'Score of an episode against the mean of its group, not divided by the standard deviation, so nearly solved tasks are not blown up (arXiv 2503.20783).',
    pool: 'trajectory',
    convention: GROUP_CENTRE,
  },
  GIGPO,
  {
    ...GIGPO,
    id: 'gigpo-mean',
    title: 'GiGPO, centred only',
    about:
      'GiGPO with neither part divided by a standard deviation (mean_norm in the released code, which its WebShop script uses).',
    convention: GROUP_CENTRE,
  },
];

/** The recipe with its credit for invalid turns, which is a setting, filled in. Throws TurnlabError `bad-setting` on an unknown id. */
export function recipeOf(id: string, invalidTurns: Recipe['invalidTurns'] = 'no-credit'): Recipe {
  const recipe = RECIPES.find((r) => r.id === id);
  if (!recipe)
    throw new TurnlabError(
      'bad-setting',
      `Unknown recipe "${id}".`,
      `Choose one of ${RECIPES.map((r) => r.id).join(', ')}.`,
    );
  return { ...recipe, invalidTurns };
}
