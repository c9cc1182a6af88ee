/**
 * What a lesson can measure on the lab: means over the run's newest updates and over its recorded turns. Pure; NaN where there
 * is nothing to measure. Must not know any lesson.
 */
import type { Ring } from '../../core/ring.ts';
import { LABEL, type TurnRecords } from '../../rollout/turn-records.ts';
import { EVALUATION_COLUMNS, UPDATE_METRICS, type RunHistory } from '../../store/history.ts';

export interface Facts {
  readonly history: RunHistory;
  /** The newest turns that were played in the step that measures, rejected tries included; null when there are none. */
  readonly records: TurnRecords | null;
  /** Text of each token id. */
  readonly words: readonly string[];
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rows of a column, oldest first. */
const columnOf = (table: Ring, column: number): number[] =>
  Array.from({ length: table.length }, (_, row) => table.at(row, column)).filter(Number.isFinite);

/** Mean of a training metric over the newest `n` updates. */
export const newest =
  (metric: (typeof UPDATE_METRICS)[number], n: number) =>
  ({ history }: Facts): number =>
    mean(columnOf(history.tables.update, 1 + UPDATE_METRICS.indexOf(metric)).slice(-n));

const heldOut = ({ history }: Facts): number[] =>
  columnOf(history.tables.evaluation, 1 + EVALUATION_COLUMNS.indexOf('val/success_rate'));
/** Held-out success right after the warm start, and the newest. */
export const firstHeldOut = (facts: Facts): number => heldOut(facts)[0] ?? Number.NaN;
export const lastHeldOut = (facts: Facts): number => heldOut(facts).at(-1) ?? Number.NaN;

/** Turns that went to the environment. */
const accepted = ({ accepted }: TurnRecords): number[] => [...accepted.keys()].filter((r) => accepted[r] === 1);

/** Share of the recorded turns that led into a situation the agent had been in before, or changed nothing. */
export function circlingShare({ records }: Facts): number {
  if (!records) return Number.NaN;
  return mean(accepted(records).map((r) => (records.label[r]! & LABEL.novel ? 0 : 1)));
}

export type Part = 'start' | 'decision' | 'after' | 'action';

interface Tags {
  readonly thinkOpen: number;
  readonly thinkClose: number;
  readonly actionOpen: number;
  readonly actionClose: number;
}

const tagsOf = (words: readonly string[]): Tags => ({
  thinkOpen: words.indexOf('<think>'),
  thinkClose: words.indexOf('</think>'),
  actionOpen: words.indexOf('<action>'),
  actionClose: words.indexOf('</action>'),
});

/**
 * Tokens of a turn by what they do, as places in the record's token arrays: `start` what is thought before the decision,
 * `decision` the words of the action when they are thought first, `after` what is thought behind it, `action` the action
 * itself. Tags are left out, and so are turns whose thought never names its action.
 */
function partsOf(records: TurnRecords, r: number, tags: Tags): Readonly<Record<Part, readonly number[]>> | null {
  const [from, to] = [records.start[r]!, records.start[r + 1]!];
  const ids = records.ids.subarray(from, to);
  const decided = records.decidedAt[r]!;
  const close = ids.indexOf(tags.thinkClose);
  const [open, shut] = [ids.indexOf(tags.actionOpen), ids.indexOf(tags.actionClose)];
  if (decided < 0 || close < 0 || open < 0 || shut < open) return null;
  const size = shut - open - 1;
  const range = (a: number, b: number): number[] => Array.from({ length: Math.max(0, b - a) }, (_, i) => from + a + i);
  return {
    start: range(ids.indexOf(tags.thinkOpen) + 1, decided + 1 - size),
    decision: range(decided + 1 - size, decided + 1),
    after: range(decided + 1, close),
    action: range(open + 1, shut),
  };
}

/** Mean entropy of the tokens of one part of a turn, over all recorded turns. Forced tokens were not chosen. */
export const entropyOf =
  (part: Part) =>
  ({ records, words }: Facts): number => {
    if (!records) return Number.NaN;
    const tags = tagsOf(words);
    const places = accepted(records).flatMap((r) => partsOf(records, r, tags)?.[part] ?? []);
    return mean(places.filter((t) => records.forced[t] === 0).map((t) => records.entropy[t]!));
  };

/** Share of the thought that comes after the decision: idle words by think words, over all recorded turns. */
export function idleShare({ records, words }: Facts): number {
  if (!records) return Number.NaN;
  const tags = tagsOf(words);
  const turns = accepted(records).flatMap((r) => partsOf(records, r, tags) ?? []);
  const idle = turns.reduce((sum, { after }) => sum + after.length, 0);
  const all = turns.reduce((sum, { start, decision, after }) => sum + start.length + decision.length + after.length, 0);
  return all === 0 ? Number.NaN : idle / all;
}
