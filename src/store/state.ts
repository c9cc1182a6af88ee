/**
 * What the page knows and shows at human speed: settings being edited, the run, its status, notices, the episode on
 * show. Curves do not live here (history.ts). Must not talk to the worker (session.ts does).
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { PRESETS, settingsFrom, type Settings } from '../core/settings.ts';
import type { Trajectory } from '../rollout/trajectory.ts';
import type { Alert } from '../train/alerts.ts';
import type { Phase, TrainEvent } from '../train/events.ts';
import type { Experiment } from './experiment.ts';
import { NO_GUARD, type Guard, type LessonPlace, type PlayPlace } from './url.ts';
import type { BackendChoice, RunState, Status } from '../worker/protocol.ts';

export interface Notice {
  /** One notice per id; a newer one replaces it. */
  readonly id: string;
  readonly tone: 'info' | 'good' | 'warning' | 'error';
  /** What happened. */
  readonly title: string;
  /** What is safe. */
  readonly safe?: string;
  /** What the person can do. */
  readonly next?: string;
  /** For "copy details". */
  readonly details?: string;
  /** Offers to start again from the last checkpoint, or from the start. */
  readonly restart?: boolean;
  /** Something else that can be done about it with one press. */
  readonly action?: { readonly label: string; readonly perform: () => void };
}

/** Progress inside the present phase. */
export interface Progress {
  readonly phase: Phase;
  readonly done: number;
  /** 0 = unknown. */
  readonly total: number;
  readonly note: string;
}

/** How the present stage goes as a whole, whatever smaller phases (a look at held-out tasks) come between. */
export interface Pace {
  readonly stage: LabState['stage'];
  /** When it was first heard of, in ms on performance.now()'s clock, and how much was done by then. */
  readonly since: number;
  readonly from: number;
  readonly done: number;
  /** 0 = unknown. */
  readonly total: number;
}

export interface Episode {
  readonly update: number;
  readonly trajectory: Trajectory;
  readonly advantage: readonly number[];
}

/** What is known of reading ε and η off the policy. */
export interface Calibrating {
  readonly isRunning: boolean;
  /** Why the last wish was refused; "" when it was not. */
  readonly refusal: string;
  /** What was found last; null = nothing yet. */
  readonly found: Extract<TrainEvent, { kind: 'calibration' }> | null;
}

/** What the page shows below its controls. */
export type View = 'lab' | 'uncertainty' | 'runs' | 'ablate' | 'play';

export interface LabState {
  readonly view: View;
  /** What a teacher's link took away. */
  readonly guard: Guard;
  /** The lesson on show. */
  readonly lesson: LessonPlace | null;
  /** The task on the Play view; null = none was chosen there. */
  readonly play: PlayPlace | null;
  readonly preset: string;
  readonly backend: BackendChoice;
  /** How many seeds the next run is trained from. */
  readonly seeds: number;
  /** What the form shows. */
  readonly draft: Settings;
  /** What the present run was opened with, live changes included; null when there is no run. */
  readonly opened: Settings | null;
  /** What the present run is one seed of; null when it stands alone. */
  readonly experiment: Experiment | null;
  readonly run: RunState;
  readonly status: Status | null;
  readonly progress: Progress | null;
  /** Of compiling and of the warm start; training counts in updates. */
  readonly pace: Pace | null;
  /** How far the run has come; stages never go back. */
  readonly stage: 'none' | 'compiling' | 'warm-start' | 'training';
  readonly notices: readonly Notice[];
  /** What the run was found to suffer from, oldest first. */
  readonly alerts: readonly Alert[];
  readonly episode: Episode | null;
  readonly calibration: Calibrating;
  /** Text of each token id of the present run. */
  readonly words: readonly string[];
  /** Newest held-out success, for the title and announcements. */
  readonly heldOut: { readonly update: number; readonly rate: number; readonly n: number } | null;
  /** How many tasks the agent solved when last looked at during the warm start. */
  readonly warmSuccess: number | null;
  /** Update of the newest checkpoint that the page holds, or null. */
  readonly checkpointUpdate: number | null;
  /** The run is on the disk as it was then (Unix time in ms); null before it is kept. */
  readonly savedAt: number | null;
  /** A study trains on this page (study/studio.ts). */
  readonly isStudying: boolean;
}

export type LabStore = StoreApi<LabState>;

/** Everything that belongs to a run and goes with it. */
export const EMPTY_RUN = {
  opened: null,
  experiment: null,
  run: 'empty',
  status: null,
  progress: null,
  pace: null,
  stage: 'none',
  alerts: [],
  episode: null,
  calibration: { isRunning: false, refusal: '', found: null },
  words: [],
  heldOut: null,
  warmSuccess: null,
  checkpointUpdate: null,
  savedAt: null,
} as const satisfies Partial<LabState>;

export function createLabStore(initial: Partial<LabState> = {}): LabStore {
  const preset = initial.preset ?? PRESETS[0]?.id ?? '';
  return createStore<LabState>(() => ({
    view: 'lab',
    guard: NO_GUARD,
    lesson: null,
    play: null,
    preset,
    backend: 'auto',
    // The page's link says more (url.ts).
    seeds: 1,
    draft: settingsFrom(preset),
    notices: [],
    isStudying: false,
    ...EMPTY_RUN,
    ...initial,
  }));
}
