/** The list of runs as a person thinks of it: an experiment with its seeds is one entry, and so is a run by itself. Pure. */
import { estimate, type Estimate } from '../../core/student.ts';
import { groupIdOf, groupNameOf, type RunRecord } from './run-record.ts';

export interface RunGroup {
  readonly id: string;
  readonly name: string;
  /** In the order of the seeds; the first gives the look. */
  readonly runs: readonly RunRecord[];
  readonly lead: RunRecord;
  /** How many seeds were wanted. */
  readonly seeds: number;
}

/** In the order in which their first run comes in `runs`. */
export function groupsOf(runs: readonly RunRecord[]): RunGroup[] {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) groups.set(groupIdOf(run), [...(groups.get(groupIdOf(run)) ?? []), run]);
  return [...groups].map(([id, members]) => {
    const seeds = members.toSorted((a, b) => (a.experiment?.at ?? 0) - (b.experiment?.at ?? 0));
    const lead = seeds[0]!;
    return { id, name: groupNameOf(lead), runs: seeds, lead, seeds: lead.experiment?.seeds ?? 1 };
  });
}

/** The seeds that a mean is taken over: finished, and with the settings of the others to the end. */
export const keptSettings = (runs: readonly RunRecord[]): RunRecord[] =>
  runs.filter(({ stage, changes }) => stage === 'finished' && changes.length === 0);

/** Held-out success over those seeds; n = 0 while there are none. */
export const successOf = (runs: readonly RunRecord[]): Estimate =>
  estimate(keptSettings(runs).map(({ heldOut }) => heldOut?.rate ?? Number.NaN));
