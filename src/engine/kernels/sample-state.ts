/**
 * Where the numbers of kernels/sample.ts stand in their tensors: settings and control of a turn, the state of a row, the
 * record of a token. Must not compute.
 */
import { aligned, type Numbers, type Reals, type Tensor } from '../tensor.ts';
import { CUTS, type Extrema, type Memory, type ThinkingRule } from './intervention.ts';

/** Fields of settings[8] (f32). temperature > 0; topP 1 keeps everything; the rest is a ThinkingRule's. */
export const SETTINGS = {
  temperature: 0,
  topP: 1,
  alpha: 2,
  epsilon: 3,
  entropyLow: 4,
  entropyHigh: 5,
  confidenceLow: 6,
  confidenceHigh: 7,
} as const;
export const SETTINGS_LENGTH = 8;
/** Fields of control[16] (u32). topK 0 keeps everything; greedy 1 takes the largest logit; maxNew <= K; the rest is a
 * ThinkingRule's, booleans as 0 and 1. */
export const CONTROL = {
  topK: 0,
  greedy: 1,
  stopToken: 2,
  maxNew: 3,
  seed: 4,
  stream: 5,
  thinkOpen: 6,
  thinkClose: 7,
  actionOpen: 8,
  intervene: 9,
  window: 10,
  minThink: 11,
  maxThink: 12,
  postPeak: 13,
  budget: 14,
  fixedBounds: 15,
} as const;
export const CONTROL_LENGTH = 16;

/** Per-row state. token, position, slot and count feed the next decode step as they are; turn <= 2^24, attempt <= 255;
 * from thinkFrom on the whole numbers of a Memory, `cut` as its place in CUTS. */
export const STATE = {
  token: 0,
  position: 1,
  slot: 2,
  count: 3,
  done: 4,
  episode: 5,
  turn: 6,
  attempt: 7,
  generated: 8,
  thinkFrom: 9,
  peakAt: 10,
  forcedFrom: 11,
  cut: 12,
} as const;
export type StateField = keyof typeof STATE;
export const STATE_FIELDS = 13;

/** Elements of the state of B rows. */
export const stateLength = (B: number): number => STATE_FIELDS * aligned(B);
/** Element where a field's row 0 stands; row b follows at + b. A legal tensor offset. */
export const stateOffset = (field: StateField, B: number): number => STATE[field] * aligned(B);
/** One field of a state tensor, as a tensor of B elements. */
export const stateField = (state: Tensor, field: StateField, B: number): Tensor => ({
  storage: state.storage,
  offset: state.offset + stateOffset(field, B),
  length: B,
});

/** Per-row state that is not whole numbers: the rest of a Memory. Laid out like the state. */
export const SIGNAL = { entropyLow: 0, entropyHigh: 1, confidenceLow: 2, confidenceHigh: 3, peak: 4 } as const;
export type SignalField = keyof typeof SIGNAL;
export const signalLength = (B: number): number => 5 * aligned(B);
export const signalOffset = (field: SignalField, B: number): number => SIGNAL[field] * aligned(B);

/** Fields of record[(b*K + generated)*4 ..]; of softmax(logits / temperature), before top-k and top-p. */
export const RECORD = { logprob: 0, entropy: 1, confidence: 2, uncertainty: 3 } as const;

/** The rule's part of settings and control. */
export function writeRule(rule: ThinkingRule, settings: Reals, control: Uint32Array): void {
  settings[SETTINGS.alpha] = rule.alpha;
  settings[SETTINGS.epsilon] = rule.epsilon;
  settings[SETTINGS.entropyLow] = rule.bounds?.entropyLow ?? 0;
  settings[SETTINGS.entropyHigh] = rule.bounds?.entropyHigh ?? 0;
  settings[SETTINGS.confidenceLow] = rule.bounds?.confidenceLow ?? 0;
  settings[SETTINGS.confidenceHigh] = rule.bounds?.confidenceHigh ?? 0;
  control[CONTROL.thinkOpen] = rule.thinkOpen;
  control[CONTROL.thinkClose] = rule.thinkClose;
  control[CONTROL.actionOpen] = rule.actionOpen;
  control[CONTROL.intervene] = rule.intervene ? 1 : 0;
  control[CONTROL.window] = rule.window;
  control[CONTROL.minThink] = rule.minThink;
  control[CONTROL.maxThink] = rule.maxThink;
  control[CONTROL.postPeak] = rule.postPeak ? 1 : 0;
  control[CONTROL.budget] = rule.budget;
  control[CONTROL.fixedBounds] = rule.bounds === null ? 0 : 1;
}

export function readRule(settings: Reals, control: Uint32Array): ThinkingRule {
  const real = (name: keyof typeof SETTINGS): number => settings[SETTINGS[name]]!;
  const whole = (name: keyof typeof CONTROL): number => control[CONTROL[name]]!;
  const bounds = (): Extrema => ({
    entropyLow: real('entropyLow'),
    entropyHigh: real('entropyHigh'),
    confidenceLow: real('confidenceLow'),
    confidenceHigh: real('confidenceHigh'),
  });
  return {
    alpha: real('alpha'),
    epsilon: real('epsilon'),
    bounds: whole('fixedBounds') === 0 ? null : bounds(),
    intervene: whole('intervene') !== 0,
    window: whole('window'),
    minThink: whole('minThink'),
    maxThink: whole('maxThink'),
    postPeak: whole('postPeak') !== 0,
    budget: whole('budget'),
    thinkOpen: whole('thinkOpen'),
    thinkClose: whole('thinkClose'),
    actionOpen: whole('actionOpen'),
  };
}

/** The memory of row b of B. */
export function readMemory(state: Numbers, signal: Numbers, b: number, B: number): Memory {
  const whole = (field: StateField): number => state[stateOffset(field, B) + b]!;
  const real = (field: SignalField): number => signal[signalOffset(field, B) + b]!;
  return {
    entropyLow: real('entropyLow'),
    entropyHigh: real('entropyHigh'),
    confidenceLow: real('confidenceLow'),
    confidenceHigh: real('confidenceHigh'),
    peak: real('peak'),
    thinkFrom: whole('thinkFrom'),
    peakAt: whole('peakAt'),
    forcedFrom: whole('forcedFrom'),
    cut: CUTS[whole('cut')]!,
  };
}

export function writeMemory(memory: Memory, state: Numbers, signal: Numbers, b: number, B: number): void {
  for (const field of ['entropyLow', 'entropyHigh', 'confidenceLow', 'confidenceHigh', 'peak'] as const)
    signal[signalOffset(field, B) + b] = memory[field];
  for (const field of ['thinkFrom', 'peakAt', 'forcedFrom'] as const) state[stateOffset(field, B) + b] = memory[field];
  state[stateOffset('cut', B) + b] = CUTS.indexOf(memory.cut);
}
