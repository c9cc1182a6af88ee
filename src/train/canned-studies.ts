/**
 * Studies that answer the questions people come with, ready to run on the page and by `turnlab sweep --canned ID`. Pure data,
 * in the words of a study file. Budgets are for two CPU cores: every one ends within hours. Must not run anything.
 */
import { TurnlabError } from '../core/errors.ts';
import { readStudy, type Study } from './study.ts';

export interface CannedStudy {
  readonly id: string;
  readonly title: string;
  /** What it asks, for someone who has not read the paper. */
  readonly question: string;
  /** A study file (docs/STUDIES.md). */
  readonly file: Pick<Study, 'name'> & Partial<Study>;
}

/** A clone that thinks idly and goes round in circles: what there is to intervene in. */
const IDLE = { verbosity: 0.6, loopiness: 0.3, recipe: 'gigpo' };
/** Discarded attempts cost as much as kept ones, so methods that throw away are compared by tokens. */
const BY_TOKENS = { tokenBudget: 400_000, updates: 1000, evalEvery: 10, evalEpisodes: 200 };
const BY_UPDATES = { updates: 40, evalEvery: 10, evalEpisodes: 200 };

export const CANNED_STUDIES: readonly CannedStudy[] = [
  {
    id: 'epsilon-eta',
    title: 'ε × η',
    question: 'How early should thinking be cut, and how readily a turn be sampled again?',
    file: {
      name: 'Thresholds ε × η',
      settings: { ...IDLE, ...BY_TOKENS, tti: true, tds: true },
      grid: { epsilon: [0.03, 0.1, 0.3], eta: [0.002, 0.005, 0.02] },
      stopCollapsed: true,
    },
  },
  {
    id: 'alpha',
    title: 'α',
    question: 'Which measures uncertainty better: entropy (α = 1), confidence (α = 0), or a blend of both?',
    file: {
      name: 'Blend α',
      // Another α is another scale of M, so each clone gets thresholds of its own for the same rate.
      settings: { ...IDLE, ...BY_TOKENS, tti: true, tds: true, calibrateRate: 0.2 },
      grid: { alpha: [0, 0.2, 0.4, 0.7, 1] },
      stopCollapsed: true,
    },
  },
  {
    id: 'tti-tds',
    title: 'TTI / TDS four-way',
    question: 'What do cutting thoughts and resampling turns bring, alone and together, at equal cost?',
    file: {
      name: 'TTI and TDS four-way',
      settings: { ...IDLE, ...BY_TOKENS, calibrateRate: 0.2 },
      grid: { tti: [false, true], tds: [false, true] },
      stopCollapsed: true,
    },
  },
  {
    id: 'verbosity-tti',
    title: 'Verbosity × TTI',
    question: 'Does cutting thoughts help more the more idly the agent thinks?',
    file: {
      name: 'Verbosity × TTI',
      settings: { ...BY_TOKENS, recipe: 'gigpo', calibrateRate: 0.2 },
      grid: { verbosity: [0, 0.3, 0.6, 0.9], tti: [false, true] },
      stopCollapsed: true,
    },
  },
  {
    id: 'loopiness-tds',
    title: 'Loopiness × TDS',
    question: 'Does resampling turns help more the more the agent goes round in circles?',
    file: {
      name: 'Loopiness × TDS',
      settings: { ...BY_TOKENS, recipe: 'gigpo', calibrateRate: 0.2 },
      grid: { loopiness: [0, 0.3, 0.6], tds: [false, true] },
      stopCollapsed: true,
    },
  },
  {
    id: 'group-size',
    title: 'Group size',
    question: 'Are few attempts at many tasks better than many attempts at few, for the same tokens?',
    file: {
      name: 'Group size',
      settings: BY_TOKENS,
      grid: { groupSize: [2, 4, 8, 16] },
      stopCollapsed: true,
    },
  },
  {
    id: 'estimator',
    title: 'Estimator',
    question: 'Which way of turning rewards into advantages learns most from the same number of updates?',
    file: {
      name: 'Estimator',
      settings: BY_UPDATES,
      grid: { recipe: ['grpo', 'dr-grpo', 'gigpo', 'gigpo-mean'] },
      stopCollapsed: true,
    },
  },
];

/** Throws TurnlabError `bad-argument` for an id that there is not. */
export function cannedStudy(id: string): Study {
  const found = CANNED_STUDIES.find((canned) => canned.id === id);
  if (!found)
    throw new TurnlabError(
      'bad-argument',
      `There is no canned study "${id}".`,
      `Choose one of ${CANNED_STUDIES.map((canned) => canned.id).join(', ')}.`,
    );
  return readStudy(JSON.stringify(found.file));
}
