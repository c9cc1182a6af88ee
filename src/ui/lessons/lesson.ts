/**
 * What a guided lesson is: steps as data, played by one runner (LessonDock.tsx) on the real lab. A lesson asks for a guess
 * before it shows anything. Must not draw or train.
 */
import type { Settings } from '../../core/settings.ts';
import type { Facts } from './facts.ts';

/** Values that were measured on the lab, by name. */
export type Values = Readonly<Record<string, number>>;

export interface Option {
  readonly id: string;
  readonly text: string;
}

/** Part of the page that a step talks about: a CSS selector. */
type Target = string;

interface Common {
  readonly title: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  readonly point?: Target;
}

export type Step =
  | (Common & { readonly kind: 'read'; readonly view?: 'lab' | 'uncertainty' })
  | (Common & {
      readonly kind: 'guess';
      readonly id: string;
      readonly question: string;
      readonly options: readonly Option[];
    })
  /** Begins a run with these settings, or moves live settings of the run that the lesson began. */
  | (Common & {
      readonly kind: 'train';
      readonly how: 'begin' | 'change';
      readonly changes: Partial<Settings>;
      /** Reads ε and η off the policy first, so that they intervene in this share of the turns. */
      readonly calibrate?: number;
      /** Training stops after this update. */
      readonly until: number;
      /** Measured then. NaN = nothing could be measured. */
      readonly measure: Readonly<Record<string, (facts: Facts) => number>>;
    })
  /** Compares the guess with what came out. */
  | (Common & {
      readonly kind: 'answer';
      readonly guess: string;
      /** Null when what it needs was not measured. */
      readonly judge: (values: Values) => { readonly right: string; readonly sentence: string } | null;
    });

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** One sentence: what one will know afterwards. */
  readonly about: string;
  readonly minutes: number;
  readonly preset: string;
  readonly steps: readonly Step[];
}

/** The judge's tool: null unless all of these were measured. */
export const known = <K extends string>(values: Values, ...names: readonly K[]): Readonly<Record<K, number>> | null =>
  names.every((name) => Number.isFinite(values[name])) ? values : null;
