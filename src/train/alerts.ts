/**
 * Watches the numbers of a run for what usually means trouble and says so in words, once per cause until it has cleared.
 * Its memory is plain data, so that a resumed run says what an unbroken one would. Must not change the run.
 *
 * Where the thresholds come from: healthy MiniHouse runs (docs/results) stay above 0.03 nats of entropy and below 0.7 nats
 * of KL, and hold at most one update in a row without a group to learn from.
 */
import { FRESH_SUCCESS, watchSuccess, type SuccessMemory } from './collapse.ts';
import type { Metrics } from './events.ts';

export type AlertCause = 'entropy' | 'kl' | 'collapse' | 'equal-groups' | 'not-finite';

export interface Alert {
  /** Updates done when it was noticed. */
  readonly update: number;
  readonly cause: AlertCause;
  /** What happened; names the update. */
  readonly sentence: string;
  /** What to try. */
  readonly next: string;
}

/** What is remembered between updates. */
export interface AlertMemory {
  /** Causes that were told and have not cleared. */
  readonly told: readonly AlertCause[];
  /** Updates in a row for which the cause held. */
  readonly rows: Readonly<Record<AlertCause, number>>;
  /** Updates in a row for which it clearly did not. */
  readonly calm: Readonly<Record<AlertCause, number>>;
  readonly success: SuccessMemory;
}

const NONE: AlertMemory['rows'] = { entropy: 0, kl: 0, collapse: 0, 'equal-groups': 0, 'not-finite': 0 };
export const NO_ALERTS: AlertMemory = { told: [], rows: NONE, calm: NONE, success: FRESH_SUCCESS };

/** Nats per token below which the next word is as good as certain: 0.02 is a choice of 0.997 against one other. */
const LOW_ENTROPY = 0.02;
/** Nats per token: what is written now was, on average, several times less likely after the warm start. */
const HIGH_KL = 1;
/** A policy that solves this much may be certain. */
const SOLVED = 0.9;

interface Rule {
  readonly cause: AlertCause;
  /** Updates in a row that it must hold, so that one odd batch is no alert. */
  readonly rows: number;
  /** Updates in a row after which it has cleared. */
  readonly calm: number;
  /** Null when this update says nothing about it. */
  readonly holds: (m: Metrics, collapsed: boolean) => boolean | null;
  /** Clearly over; default: does not hold. */
  readonly isOver?: (m: Metrics) => boolean;
  readonly words: (m: Metrics, update: number) => Pick<Alert, 'sentence' | 'next'>;
}

/** An update without a group to learn from measured nothing about the optimiser. */
const learned = (m: Metrics): boolean => m['perf/trained_tokens'] !== 0;
const success = (m: Metrics): number => m['episode/success_rate'] ?? Number.NaN;
const nats = (value: number | undefined): string => `${(value ?? Number.NaN).toFixed(3)} nats per token`;
const percent = (share: number): string => `${Math.round(100 * share)} %`;

const RULES: readonly Rule[] = [
  {
    cause: 'not-finite',
    rows: 1,
    calm: 10,
    holds: (m) => (m['actor/skipped_steps'] ?? 0) > 0 || notFinite(m).length > 0,
    words: (m, update) => ({
      sentence:
        (m['actor/skipped_steps'] ?? 0) > 0
          ? `Update ${update}: ${m['actor/skipped_steps']} of ${m['actor/optimiser_steps'] ?? '?'} optimiser steps were skipped, because a gradient was not a finite number (NaN). The weights were left as they were.`
          : `Update ${update}: ${notFinite(m).join(', ')} came out as no finite number (NaN).`,
      next: 'Lower the learning rate or the gradient clip; if it comes again, reset with another seed.',
    }),
  },
  {
    cause: 'kl',
    rows: 3,
    calm: 3,
    holds: (m) => (learned(m) ? (m['actor/kl'] ?? 0) > HIGH_KL : null),
    isOver: (m) => learned(m) && (m['actor/kl'] ?? 0) < HIGH_KL / 2,
    words: (m, update) => ({
      sentence: `Update ${update}: KL blew up. The agent has drifted ${nats(m['actor/kl'])} from its warm start, three updates in a row above ${HIGH_KL}.`,
      next: 'Lower the learning rate, or set a KL coefficient (0.01 is a start) to pull it back.',
    }),
  },
  {
    cause: 'entropy',
    rows: 5,
    calm: 5,
    holds: (m) => (learned(m) ? (m['actor/entropy'] ?? 1) < LOW_ENTROPY && !(success(m) >= SOLVED) : null),
    isOver: (m) => learned(m) && (m['actor/entropy'] ?? 1) > 2 * LOW_ENTROPY,
    words: (m, update) => ({
      sentence: `Update ${update}: entropy collapsed to ${nats(m['actor/entropy'])}. The agent writes almost the same thing every time and so finds nothing new, at ${percent(success(m))} success.`,
      next: 'Raise the temperature, give a small entropy bonus (0.001), raise “Clip high”, or lower the learning rate and reset.',
    }),
  },
  {
    cause: 'equal-groups',
    rows: 3,
    calm: 3,
    holds: (m) => (m['group/zero_variance'] ?? 0) >= 1,
    words: (m, update) => ({
      sentence: `Update ${update}: nothing to learn from, three updates in a row. ${equalGroups(success(m))}`,
      next:
        success(m) >= 0.5
          ? 'Take a higher level, or raise the temperature.'
          : 'Take a lower level, let the warm start go on for longer, or raise the temperature or the episodes per task.',
    }),
  },
  {
    cause: 'collapse',
    rows: 1,
    calm: 1,
    holds: (_, collapsed) => collapsed,
    words: (m, update) => ({
      sentence: `Update ${update}: success collapsed. For ten updates it has stayed below half of its best; now it is ${percent(success(m))}.`,
      next: 'Go back to an earlier checkpoint or reset; lower the learning rate, or set a KL coefficient.',
    }),
  },
];

const notFinite = (m: Metrics): string[] =>
  Object.keys(m).filter((name) => name.startsWith('actor/') && !Number.isFinite(m[name]));

function equalGroups(success: number): string {
  if (success >= 1) return 'Every attempt succeeds.';
  if (success <= 0) return 'Every attempt fails.';
  return 'All attempts at a task end alike, so there is no better one to follow.';
}

/** What this update adds: the new memory, and what to say. `update` counts from 1. */
export function watch(
  before: AlertMemory,
  update: number,
  metrics: Metrics,
): { readonly memory: AlertMemory; readonly alerts: readonly Alert[] } {
  const seen = watchSuccess(before.success, success(metrics));
  const told = new Set(before.told);
  const rows = { ...before.rows };
  const calm = { ...before.calm };
  const alerts: Alert[] = [];
  for (const rule of RULES) {
    const { cause } = rule;
    const holds = rule.holds(metrics, seen.isCollapsed);
    if (holds === null) continue;
    rows[cause] = holds ? rows[cause] + 1 : 0;
    calm[cause] = !holds && (rule.isOver?.(metrics) ?? true) ? calm[cause] + 1 : 0;
    if (calm[cause] >= rule.calm) told.delete(cause);
    if (rows[cause] < rule.rows || told.has(cause)) continue;
    told.add(cause);
    alerts.push({ update, cause, ...rule.words(metrics, update) });
  }
  return { memory: { told: [...told], rows, calm, success: seen.memory }, alerts };
}
