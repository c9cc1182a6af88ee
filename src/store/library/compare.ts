/**
 * Runs laid over each other: which of them are the same experiment with another seed, in what they differ, and the line
 * and band of each. Pure. Must not draw.
 */
import { changedKeys, settingOf, type Settings } from '../../core/settings.ts';
import { valueText } from '../../train/bundle/what-changed.ts';
import type { CurveName, Point, Progress, RunCurves } from './curves.ts';
import type { RunRecord } from './run-record.ts';

/** Runs that differ in nothing but the seed, drawn as one line; the oldest gives name and look. */
export interface Experiment {
  readonly runs: readonly RunRecord[];
  readonly lead: RunRecord;
}

/** How long a run lasted and how often it was saved are no part of what was tried. */
const INCIDENTAL: ReadonlySet<string> = new Set(['seed', 'updates', 'checkpointEvery']);

type Key = Pick<RunRecord, 'began' | 'changes'>;
/** Long lists ask for every pair of runs. */
const keys = new WeakMap<Key, string>();

/** The same for runs of one experiment: all settings but the incidental ones, and the live changes. */
export function experimentKey(run: Key): string {
  const known = keys.get(run);
  if (known !== undefined) return known;
  const kept = Object.entries(run.began).filter(([key]) => !INCIDENTAL.has(key));
  const key = JSON.stringify([kept.toSorted(([a], [b]) => a.localeCompare(b)), run.changes]);
  keys.set(run, key);
  return key;
}

/** Of experiments that are under way the finished seeds, once there are any: a mean over all would end where the last one is. */
export function comparable(runs: readonly RunRecord[]): RunRecord[] {
  const finished = new Set(runs.filter(({ stage }) => stage === 'finished').map(({ experiment }) => experiment?.id));
  return runs.filter(({ stage, experiment }) => stage === 'finished' || !experiment || !finished.has(experiment.id));
}

/** In the order in which the runs were made. A seed that was trained twice counts once: the second is a line of its own. */
export function experimentsOf(runs: readonly RunRecord[]): Experiment[] {
  const groups: RunRecord[][] = [];
  for (const run of runs.toSorted((a, b) => a.created.localeCompare(b.created))) {
    const key = experimentKey(run);
    const open = groups.filter(
      (members) => experimentKey(members[0]!) === key && members.every(({ began }) => began.seed !== run.began.seed),
    );
    const isSister = ({ experiment }: RunRecord): boolean => !!experiment && experiment.id === run.experiment?.id;
    const group = open.find((members) => members.some(isSister)) ?? open[0];
    if (group) group.push(run);
    else groups.push([run]);
  }
  return apart(groups).map((members) => ({ runs: members, lead: members[0]! }));
}

const DASHES = 4;

/** Seeds of one experiment look alike; where they are lines of their own, another dash tells them apart. */
function apart(groups: readonly RunRecord[][]): RunRecord[][] {
  const taken = new Set<string>();
  return groups.map(([lead, ...rest]) => {
    let { dash } = lead!;
    for (let tries = 0; tries < DASHES && taken.has(`${lead!.colour} ${dash}`); tries++) dash = (dash + 1) % DASHES;
    taken.add(`${lead!.colour} ${dash}`);
    return [dash === lead!.dash ? lead! : { ...lead!, dash }, ...rest];
  });
}

export interface Difference {
  readonly label: string;
  /** One value an experiment. */
  readonly values: readonly string[];
}

/** Settings that are not the same in all experiments, in table order; the seeds stand for themselves. */
export function differencesOf(experiments: readonly Experiment[]): Difference[] {
  const [first, ...rest] = experiments;
  if (!first || rest.length === 0) return [];
  const keys = new Set(rest.flatMap(({ lead }) => changedKeys(first.lead.began, lead.began)));
  const inOrder = (Object.keys(first.lead.began) as (keyof Settings)[]).filter(
    (key) => keys.has(key) && key !== 'seed',
  );
  const rows = inOrder.map((key) => ({
    label: settingOf(key)?.label ?? key,
    values: experiments.map(({ lead }) => valueText(key, lead.began[key])),
  }));
  const seeds = experiments.map(({ runs }) => runs.map(({ began }) => began.seed).join(', '));
  const moved = experiments.map(({ lead }) => changesText(lead));
  if (new Set(seeds).size > 1) rows.push({ label: 'Seed', values: seeds });
  if (new Set(moved).size > 1) rows.push({ label: 'Changed while training', values: moved });
  return rows;
}

const changesText = ({ changes }: RunRecord): string =>
  changes
    .flatMap(({ update, changes: moved }) =>
      Object.entries(moved).map(
        ([key, value]) =>
          `update ${update}: ${settingOf(key)?.label ?? key} ${valueText(key as keyof Settings, value)}`,
      ),
    )
    .join('; ') || 'nothing';

/** What is drawn of one experiment: x ascends; NaN where there is no band. */
export interface Line {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Runs in it. */
  readonly n: number;
}

/**
 * One run: its curve, with the 95 % interval of each point where it has one. Several: at each update that all of them have
 * reached the mean, at the mean of their x; the band goes from the lowest to the highest of them.
 */
export function lineOf(curves: readonly RunCurves[], name: CurveName, progress: Progress): Line {
  const n = curves.length;
  const [only] = curves;
  if (n === 1 && only) {
    const points = only[name];
    const pick = (of: (point: Point) => number | undefined): number[] => points.map((point) => of(point) ?? Number.NaN);
    return {
      x: pick(({ at }) => at[progress]),
      mean: pick(({ value }) => value),
      low: pick(({ low }) => low),
      high: pick(({ high }) => high),
      n,
    };
  }
  const byUpdate = curves.map((one) => new Map(one[name].map((point) => [point.at.updates, point])));
  const shared = [...(byUpdate[0]?.keys() ?? [])].filter((update) => byUpdate.every((points) => points.has(update)));
  const at = shared.map((update) => byUpdate.map((points) => points.get(update)!));
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    x: at.map((points) => average(points.map((point) => point.at[progress]))),
    mean: at.map((points) => average(points.map(({ value }) => value))),
    low: at.map((points) => Math.min(...points.map(({ value }) => value))),
    high: at.map((points) => Math.max(...points.map(({ value }) => value))),
    n,
  };
}
