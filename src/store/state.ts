/**
 * What the page knows and shows at human speed: settings being edited, the run, its status, notices, the episode on
 * show. Curves do not live here (history.ts). Must not talk to the worker (session.ts does).
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { PRESETS, settingsFrom, type Settings } from '../core/settings.ts';
import type { Trajectory } from '../rollout/trajectory.ts';
import type { Phase } from '../train/events.ts';
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

/** What the page shows below its controls. */
export type View = 'lab' | 'uncertainty';

export interface LabState {
  readonly view: View;
  readonly preset: string;
  readonly backend: BackendChoice;
  /** What the form shows. */
  readonly draft: Settings;
  /** What the present run was opened with, live changes included; null when there is no run. */
  readonly opened: Settings | null;
  readonly run: RunState;
  readonly status: Status | null;
  readonly progress: Progress | null;
  /** Of compiling and of the warm start; training counts in updates. */
  readonly pace: Pace | null;
  /** How far the run has come; stages never go back. */
  readonly stage: 'none' | 'compiling' | 'warm-start' | 'training';
  readonly notices: readonly Notice[];
  readonly episode: Episode | null;
  /** Text of each token id of the present run. */
  readonly words: readonly string[];
  /** Newest held-out success, for the title and announcements. */
  readonly heldOut: { readonly update: number; readonly rate: number; readonly n: number } | null;
  /** How many tasks the agent solved when last looked at during the warm start. */
  readonly warmSuccess: number | null;
  /** Update of the newest checkpoint that the page holds, or null. */
  readonly checkpointUpdate: number | null;
}

export type LabStore = StoreApi<LabState>;

/** Everything that belongs to a run and goes with it. */
export const EMPTY_RUN = {
  opened: null,
  run: 'empty',
  status: null,
  progress: null,
  pace: null,
  stage: 'none',
  episode: null,
  words: [],
  heldOut: null,
  warmSuccess: null,
  checkpointUpdate: null,
} as const satisfies Partial<LabState>;

export function createLabStore(initial: Partial<LabState> = {}): LabStore {
  const preset = initial.preset ?? PRESETS[0]?.id ?? '';
  return createStore<LabState>(() => ({
    view: 'lab',
    preset,
    backend: 'auto',
    draft: settingsFrom(preset),
    notices: [],
    ...EMPTY_RUN,
    ...initial,
  }));
}
