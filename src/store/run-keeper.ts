/** What the session and the run library say to each other; neither imports the other. Types only. */
import type { Settings } from '../core/settings.ts';
import type { TrainEvent } from '../train/events.ts';
import type { Change } from '../train/timeline.ts';
import type { WorkerEvent } from '../worker/protocol.ts';
import type { Experiment } from './experiment.ts';

/** A run that begins on this page. */
export interface Begin {
  readonly settings: Settings;
  readonly preset: string;
  /** Of a kept run that is gone on with; null for any other. */
  readonly id: string | null;
  /** What it goes on from; null = from the start. */
  readonly checkpoint: Uint8Array | null;
  /** What it is one seed of; left out when it stands alone. */
  readonly experiment?: Experiment | null;
}

/** Told what a run does, so that it can be kept (library/recorder.ts). */
export interface RunKeeper {
  begins(begin: Begin): void;
  hears(event: WorkerEvent): void;
  /** The page lets go of the run. */
  ends(): void;
}

/** A run that was kept, to go on with. */
export interface KeptRun {
  readonly id: string;
  readonly preset: string;
  readonly began: Settings;
  /** As they were at the checkpoint. */
  readonly settings: Settings;
  readonly changes: readonly Change[];
  readonly checkpoint: Uint8Array;
  readonly checkpointUpdate: number;
  /** What it reported so far, to draw its curves again. */
  readonly past: readonly TrainEvent[];
  readonly experiment: Experiment | null;
}
