/**
 * What a row of the settings table looks like, the settings it makes up, and short ways to write a row.
 * Must not know any row's bounds or words.
 */

interface Base<T> {
  readonly key: string;
  /** Command-line flag and URL key. */
  readonly flag: string;
  readonly group: Group;
  readonly label: string;
  /** What it does and what moving it does, in a sentence or two. */
  readonly help: string;
  readonly default: T;
  /** May be moved while training; applies from the next turn or update. */
  readonly live: boolean;
}

export interface NumberSetting extends Base<number> {
  readonly kind: 'number' | 'integer';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  /** Slider in powers of ten. */
  readonly log?: boolean;
}
export interface ChoiceSetting extends Base<string> {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: string; readonly label: string }[];
}
export interface SwitchSetting extends Base<boolean> {
  readonly kind: 'switch';
}
export type Setting = NumberSetting | ChoiceSetting | SwitchSetting;

export const GROUPS = [
  'Task',
  'Model',
  'Warm start',
  'Rollout',
  'Exploration control',
  'Policy update',
  'Evaluation',
  'Run',
] as const;
export type Group = (typeof GROUPS)[number];

export interface Settings {
  env: string;
  level: number;
  observation: string;
  actionList: boolean;
  verbosity: number;
  loopiness: number;
  recovery: number;
  width: number;
  layers: number;
  heads: number;
  kvHeads: number;
  mlpWidth: number;
  memoryBudget: number;
  recompute: number;
  precision: string;
  warmStart: boolean;
  warmLow: number;
  warmHigh: number;
  warmMaxUpdates: number;
  warmLearningRate: number;
  warmNoise: number;
  rft: boolean;
  rftEpisodes: number;
  groups: number;
  groupSize: number;
  history: number;
  temperature: number;
  maxNewTokens: number;
  tti: boolean;
  epsilon: number;
  window: number;
  minThink: number;
  maxThink: number;
  peakGuard: boolean;
  signal: string;
  alpha: number;
  topJ: number;
  bounds: string;
  thinkBudget: number;
  forcedLoss: boolean;
  tds: boolean;
  eta: number;
  maxTries: number;
  phiMean: string;
  tdsRule: string;
  tdsControl: string;
  randomRate: number;
  voidFilter: string;
  evalControl: boolean;
  calibrateRate: number;
  recipe: string;
  gamma: number;
  stepWeight: number;
  learningRate: number;
  clipLow: number;
  clipHigh: number;
  klCoef: number;
  entropyCoef: number;
  reward: string;
  invalidPenalty: number;
  maxGradNorm: number;
  weightDecay: number;
  epochs: number;
  miniBatches: number;
  invalidTurns: 'no-credit' | 'as-others';
  aggregation: string;
  evalEvery: number;
  evalEpisodes: number;
  evalTemperature: number;
  updates: number;
  tokenBudget: number;
  checkpointEvery: number;
  seed: number;
}

type Row<T> = Omit<Base<T>, 'key' | 'flag' | 'live'> & { flag?: string; live?: boolean };
const flagOf = (key: string): string => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
const base = <T>(key: string, row: Row<T>): Base<T> => ({ flag: flagOf(key), live: false, ...row, key });
type NumberRow = Row<number> & { min: number; max: number; step: number; unit?: string; log?: boolean };
export const number = (key: keyof Settings, row: NumberRow): NumberSetting => ({
  unit: '',
  ...row,
  ...base(key, row),
  kind: 'number',
});
export const integer = (key: keyof Settings, row: NumberRow): NumberSetting => ({
  unit: '',
  ...row,
  ...base(key, row),
  kind: 'integer',
});
export const toggle = (key: keyof Settings, row: Row<boolean>): SwitchSetting => ({
  ...base(key, row),
  kind: 'switch',
});
export const choice = (
  key: keyof Settings,
  row: Row<string> & { options: ChoiceSetting['options'] },
): ChoiceSetting => ({
  ...base(key, row),
  options: row.options,
  kind: 'choice',
});
