/**
 * Every setting, once: the form, the URL, presets, command-line flags, docs and the "what changed" line derive from this
 * table. Must not know what a setting does; only its name, bounds and words.
 */
import { ENVIRONMENTS, HIGHEST_LEVEL, highestLevel, ownKindOf } from './environments.ts';
import { TurnlabError } from './errors.ts';
import { EXPLORATION_SETTINGS } from './exploration-settings.ts';
import { choice, integer, number, toggle, type ChoiceSetting, type Setting, type Settings } from './setting.ts';
import { UPDATE_SETTINGS } from './update-settings.ts';

export { GROUPS } from './setting.ts';
export type { ChoiceSetting, Group, NumberSetting, Setting, Settings, SwitchSetting } from './setting.ts';

export const SETTINGS: readonly Setting[] = [
  choice('env', {
    group: 'Task',
    label: 'Environment',
    default: 'house',
    help: 'The world the agent acts in.',
    options: ENVIRONMENTS.map(({ id, title }) => ({ value: id, label: title })),
  }),
  integer('level', {
    group: 'Task',
    label: 'Level',
    default: 0,
    min: 0,
    max: HIGHEST_LEVEL,
    step: 1,
    help: 'Difficulty. 0 is the smallest world with the shortest tasks.',
  }),
  choice('observation', {
    group: 'Task',
    label: 'Observation',
    default: 'text',
    help: 'What the agent is shown of the world. A picture replaces every word about it and is read in patches of 8 × 8 pixels.',
    options: [
      { value: 'text', label: 'text' },
      { value: 'picture', label: 'picture' },
    ],
  }),
  toggle('actionList', {
    group: 'Task',
    label: 'List of actions',
    default: true,
    help: 'Off, the agent is not told which actions are possible, nor how they are written: it has to know them.',
  }),
  number('verbosity', {
    group: 'Task',
    label: 'Verbosity',
    default: 0,
    min: 0,
    max: 0.9,
    step: 0.05,
    help: 'Chance of one more chatter phrase after the decision in demonstrations: plants needless thinking. 0 is the clean control.',
  }),
  number('loopiness', {
    group: 'Task',
    label: 'Loopiness',
    default: 0,
    min: 0,
    max: 0.9,
    step: 0.05,
    help: 'Share of wasted turns shown in demonstrations: plants going round in circles. 0 is the clean control.',
  }),
  number('recovery', {
    group: 'Task',
    label: 'Recovery',
    default: 0.3,
    min: 0,
    max: 1,
    step: 0.05,
    help: 'Share of noisy demonstration turns that are inadmissible and then corrected. 0 teaches no way out of "nothing happens".',
  }),

  integer('width', {
    group: 'Model',
    label: 'Width D',
    default: 64,
    min: 16,
    max: 512,
    step: 16,
    help: 'Numbers per token inside the model.',
  }),
  integer('layers', {
    group: 'Model',
    label: 'Layers',
    default: 2,
    min: 1,
    max: 12,
    step: 1,
    help: 'Transformer blocks.',
  }),
  integer('heads', {
    group: 'Model',
    label: 'Heads',
    default: 4,
    min: 1,
    max: 16,
    step: 1,
    help: 'Attention heads; width must be divisible by 4 times their number.',
  }),
  integer('kvHeads', {
    group: 'Model',
    label: 'Key/value heads',
    default: 4,
    min: 1,
    max: 16,
    step: 1,
    help: 'Shared key/value heads (grouped-query attention); must divide the number of heads.',
  }),
  integer('mlpWidth', {
    group: 'Model',
    label: 'MLP width F',
    default: 192,
    min: 16,
    max: 2048,
    step: 16,
    help: 'Hidden width of the feed-forward part.',
  }),
  integer('memoryBudget', {
    group: 'Model',
    label: 'Memory for training',
    default: 0,
    min: 0,
    max: 65536,
    step: 16,
    help: 'MiB of device memory that training may take: with less it works on fewer tokens at once and computes layers a second time. 0 sets no limit.',
  }),
  integer('recompute', {
    group: 'Model',
    label: 'Layers computed twice',
    default: 0,
    min: 0,
    max: 11,
    step: 1,
    help: 'The first so many layers (never the last) keep nothing for the backward pass and run again in it: less memory, up to a third more work, the same bytes. 0 leaves it to the memory limit.',
  }),
  choice('precision', {
    group: 'Model',
    label: 'Arithmetic',
    default: '32',
    help: 'With 16 bits, matrix products of the forward pass may round their factors to 16 bits where this graphics card is faster that way; sums, gradients and weights keep 32. Other bytes than with 32 bits; without such a card nothing changes.',
    options: [
      { value: '32', label: '32 bits' },
      { value: '16', label: '16 bits where the device can' },
    ],
  }),

  toggle('warmStart', {
    group: 'Warm start',
    label: 'Warm start',
    default: true,
    help: 'Clone the expert until some episodes succeed. Without it a fresh model never writes a legal action.',
  }),
  number('warmLow', {
    group: 'Warm start',
    label: 'Stop above',
    default: 0.4,
    min: 0.05,
    max: 0.95,
    step: 0.05,
    unit: 'success',
    help: 'Cloning stops once validation success has reached this, on purpose before the task is solved.',
  }),
  number('warmHigh', {
    group: 'Warm start',
    label: 'Band top',
    default: 0.7,
    min: 0.1,
    max: 1,
    step: 0.05,
    unit: 'success',
    help: 'Above this little is left for RL to learn; the run says so.',
  }),
  integer('warmMaxUpdates', {
    group: 'Warm start',
    label: 'Most cloning updates',
    default: 600,
    min: 1,
    max: 20000,
    step: 50,
    help: 'Cloning gives up here even below the band.',
  }),
  number('warmLearningRate', {
    group: 'Warm start',
    label: 'Cloning learning rate',
    default: 2e-3,
    min: 1e-5,
    max: 1e-2,
    step: 1e-4,
    log: true,
    help: 'Step size while cloning.',
  }),
  number('warmNoise', {
    group: 'Warm start',
    label: 'Noise ε',
    default: 0.15,
    min: 0,
    max: 0.5,
    step: 0.05,
    help: 'Share of demonstration turns that execute a random action while the label stays the expert’s: shows how to recover.',
  }),
  toggle('rft', {
    group: 'Warm start',
    label: 'Rejection fine-tuning',
    default: false,
    help: 'After cloning the expert, play training tasks, keep the valid turns of the episodes that succeeded and clone those once more.',
  }),
  integer('rftEpisodes', {
    group: 'Warm start',
    label: 'Episodes for that',
    default: 256,
    min: 16,
    max: 4096,
    step: 16,
    help: 'Episodes played for rejection fine-tuning. Only the successful ones are learned from.',
  }),

  integer('groups', {
    group: 'Rollout',
    label: 'Tasks per update',
    default: 8,
    min: 1,
    max: 64,
    step: 1,
    help: 'Different tasks drawn for each update.',
  }),
  integer('groupSize', {
    group: 'Rollout',
    label: 'Episodes per task',
    default: 8,
    min: 2,
    max: 32,
    step: 1,
    help: 'Attempts at each task; the advantage compares them with each other.',
  }),
  integer('history', {
    group: 'Rollout',
    label: 'Memory window',
    default: 2,
    min: 0,
    max: 8,
    step: 1,
    unit: 'turns',
    help: 'Past turns shown in the prompt.',
  }),
  number('temperature', {
    group: 'Rollout',
    label: 'Temperature',
    default: 0.8,
    min: 0.1,
    max: 2,
    step: 0.05,
    live: true,
    help: 'Sampling temperature while training. Higher explores more.',
  }),
  integer('maxNewTokens', {
    group: 'Rollout',
    label: 'Tokens per turn, at most',
    default: 40,
    min: 8,
    max: 256,
    step: 4,
    unit: 'tokens',
    help: 'A turn that is longer is cut and counts as invalid.',
  }),

  ...EXPLORATION_SETTINGS,

  ...UPDATE_SETTINGS,
  integer('evalEvery', {
    group: 'Evaluation',
    label: 'Evaluate every',
    default: 5,
    min: 1,
    max: 1000,
    step: 1,
    unit: 'updates',
    help: 'How often held-out tasks are played.',
  }),
  integer('evalEpisodes', {
    group: 'Evaluation',
    label: 'Held-out tasks',
    default: 64,
    min: 8,
    max: 1000,
    step: 8,
    help: 'Tasks of the validation split, never trained on. More gives a tighter interval and takes longer.',
  }),
  number('evalTemperature', {
    group: 'Evaluation',
    label: 'Temperature there',
    default: 0.6,
    min: 0.1,
    max: 2,
    step: 0.05,
    help: 'Sampling temperature during evaluation.',
  }),

  integer('updates', {
    group: 'Run',
    label: 'Updates',
    default: 300,
    min: 0,
    max: 100000,
    step: 10,
    help: 'Training stops here.',
  }),
  integer('tokenBudget', {
    group: 'Run',
    label: 'Token budget',
    default: 0,
    min: 0,
    max: 1_000_000_000,
    step: 100_000,
    unit: 'tokens',
    help: 'Training also stops after the update that has generated this many, discarded ones counted. 0 sets no limit.',
  }),
  integer('checkpointEvery', {
    group: 'Run',
    label: 'Checkpoint every',
    default: 1,
    min: 1,
    max: 1000,
    step: 1,
    unit: 'updates',
    help: 'After a lost device or a crash training goes on from the last checkpoint.',
  }),
  integer('seed', {
    group: 'Run',
    label: 'Seed',
    default: 0,
    min: 0,
    max: 0xffffffff,
    step: 1,
    help: 'Same settings, seed and device give the same bytes.',
  }),
];

export const SCHEMA_VERSION = 1;
const BY_KEY = new Map(SETTINGS.map((s) => [s.key, s]));
export const settingOf = (key: string): Setting | undefined => BY_KEY.get(key);

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** What to expect, for the page. */
  readonly about: string;
  readonly overrides: Partial<Settings>;
}

/** First is the default. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'micro',
    title: 'Micro',
    about: 'Two layers of width 64: learns MiniHouse level 0 in minutes on a CPU.',
    overrides: {},
  },
  {
    id: 'micro-level1',
    title: 'Micro, level 1',
    about: 'The same model on MiniHouse level 1: about half an hour on a CPU, in smaller steps.',
    overrides: { level: 1, learningRate: 1e-4, updates: 420 },
  },
  {
    id: 'nano',
    title: 'Nano',
    about: 'One layer of width 32 for smoke tests and weak machines.',
    overrides: { width: 32, layers: 1, heads: 2, kvHeads: 2, mlpWidth: 96, groups: 4 },
  },
  {
    id: 'collapse',
    title: 'Collapse',
    about:
      'Micro with a learning rate of 3e-3, ten times too high: success fell to 0 % in 3 of 3 seeds within two updates.',
    overrides: { learningRate: 3e-3, updates: 60 },
  },
  {
    id: 'small',
    title: 'Small',
    about: 'Four layers of width 128: level 1 and up, wants a GPU.',
    overrides: {
      width: 128,
      layers: 4,
      heads: 4,
      kvHeads: 4,
      mlpWidth: 384,
      level: 1,
      learningRate: 2e-4,
      warmLearningRate: 1.5e-3,
      groups: 16,
    },
  },
];

export function presetOf(id: string): Preset {
  const preset = PRESETS.find((p) => p.id === id);
  if (!preset)
    throw new TurnlabError(
      'bad-setting',
      `Unknown preset "${id}".`,
      `Choose one of ${PRESETS.map((p) => p.id).join(', ')}.`,
    );
  return preset;
}

/** Defaults, then the preset, then overrides; every value checked. Throws TurnlabError `bad-setting`. */
export function settingsFrom(presetId: string, overrides: Readonly<Record<string, unknown>> = {}): Settings {
  const out: Record<string, unknown> = Object.fromEntries(SETTINGS.map((s) => [s.key, s.default]));
  Object.assign(out, presetOf(presetId).overrides);
  const env = overrides['env'] ?? out['env'];
  for (const [key, value] of Object.entries(overrides)) out[key] = checkSetting(key, value, String(env));
  const settings = out as unknown as Settings;
  checkTogether(settings);
  return settings;
}

/** The row as it is for an environment: its level goes as high as its own levels do. */
export const settingIn = (setting: Setting, env: string): Setting =>
  setting.key === 'level' && setting.kind === 'integer' ? { ...setting, max: highestLevel(env) } : setting;

/** Whether it is on offer, or names an environment over own data. */
export const isChoiceOf = ({ key, options }: ChoiceSetting, text: unknown): boolean =>
  options.some(({ value }) => value === text) || (key === 'env' && typeof text === 'string' && !!ownKindOf(text));

/** One value against its row of the table, for an environment. Throws TurnlabError `bad-setting` naming the bounds. */
export function checkSetting(key: string, value: unknown, env = ''): number | string | boolean {
  const known = BY_KEY.get(key);
  const setting = known && settingIn(known, env);
  if (!setting) throw new TurnlabError('bad-setting', `Unknown setting "${key}".`, 'Run with --help for the list.');
  switch (setting.kind) {
    case 'switch':
      if (typeof value !== 'boolean') throw new TurnlabError('bad-setting', `${setting.label} must be true or false.`);
      return value;
    case 'choice':
      if (!isChoiceOf(setting, value))
        throw new TurnlabError(
          'bad-setting',
          `${setting.label} cannot be "${String(value)}".`,
          `Choose one of ${setting.options.map((o) => o.value).join(', ')}.`,
        );
      return value as string;
    case 'number':
    case 'integer': {
      const isRight =
        typeof value === 'number' && Number.isFinite(value) && (setting.kind === 'number' || Number.isInteger(value));
      if (!isRight || value < setting.min || value > setting.max)
        throw new TurnlabError(
          'bad-setting',
          `${setting.label} must be ${setting.kind === 'integer' ? 'a whole number' : 'a number'} from ${setting.min} to ${setting.max}, got ${String(value)}.`,
        );
      return value;
    }
    default:
      return setting satisfies never;
  }
}

/** Environments that draw their state as pixels (EnvSpec.pictures). */
export const PICTURED: readonly string[] = ENVIRONMENTS.flatMap(({ id, pictures }) => (pictures ? [id] : []));

/** Bounds that involve more than one setting. */
function checkTogether(s: Settings): void {
  const fail = (sentence: string): never => {
    throw new TurnlabError('bad-setting', sentence);
  };
  if (s.observation === 'picture' && !PICTURED.includes(s.env))
    fail(`The environment "${s.env}" draws no pictures: choose one of ${PICTURED.join(', ')}, or text.`);
  if (s.width % (4 * s.heads) !== 0) fail(`Width ${s.width} must be divisible by 4 × heads (${4 * s.heads}).`);
  if (s.heads % s.kvHeads !== 0) fail(`Key/value heads (${s.kvHeads}) must divide heads (${s.heads}).`);
  if (s.warmLow >= s.warmHigh)
    fail(`The warm-start band must be a range: stop above ${s.warmLow} is not below ${s.warmHigh}.`);
  if (s.maxThink > 0 && s.minThink > s.maxThink)
    fail(`Shortest thought L_min (${s.minThink} tokens) is above longest thought L_max (${s.maxThink}).`);
  // <think>, N + 2 think tokens, and room for what is forced.
  if (s.tti && s.window + 4 > s.maxNewTokens)
    fail(
      `A window of N = ${s.window} never fills in a turn of ${s.maxNewTokens} tokens: N may be at most ${s.maxNewTokens - 4}.`,
    );
}

/** Keys whose values differ between two settings, in table order: the "what changed" line. */
export function changedKeys(from: Settings, to: Settings): (keyof Settings)[] {
  return SETTINGS.map((s) => s.key as keyof Settings).filter((key) => from[key] !== to[key]);
}
