/**
 * `turnlab sweep`: runs the cells of a study file one after another, each in its folder OUT/condition/s<seed>. What is
 * finished is not run again and what was cut goes on, so the same command resumes; shards share an OUT or are copied
 * together afterwards. Cells that start from the same clone share one warm start. Must not know how training works.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownKindOf } from '../core/environments.ts';
import { TurnlabError } from '../core/errors.ts';
import type { Executor } from '../engine/executor.ts';
import { CANNED_STUDIES, cannedStudy } from '../train/canned-studies.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { cloneKey } from '../train/clone.ts';
import { collapsedAt } from '../train/collapse.ts';
import { outcomeOf, type MetricsLine, type Outcomes } from '../train/outcome.ts';
import { cellsOf, conditionsOf, readStudy, type Cell, type Study } from '../train/study.ts';
import { BACKEND_FLAG, openExecutor } from './backend.ts';
import { carryOut, clonePlan, freshPlan, resumePlan, type Emit, type Plan } from './carry-out.ts';
import { parseArguments, type Flag } from './flags.ts';
import { DATA_FLAG, environmentOf } from './own-data.ts';
import { sentenceOf } from './report.ts';
import { CHECKPOINT_FILE, METRICS_FILE, readFile, RUN_FILE } from './run-folder.ts';
import { studyTable } from './study-table.ts';

export const SWEEP_FLAGS: readonly Flag[] = [
  { name: 'file', value: 'STUDY.json', help: 'What to run: docs/STUDIES.md.' },
  { name: 'canned', value: 'ID', help: `A study that comes along: ${CANNED_STUDIES.map(({ id }) => id).join(', ')}.` },
  { name: 'out', value: 'DIR', help: 'Where the runs are kept. The same folder again goes on with what is missing.' },
  { name: 'shard', value: 'I/N', help: 'Only every Nth run from the Ith on, counted from 0: for several processes.' },
  { name: 'table', help: 'Run nothing; print what is finished.' },
  { name: 'against', value: 'CONDITION', help: 'What the table compares the others with. [the first]' },
  { ...DATA_FLAG, help: 'Own data that the study names by its id (`turnlab envs` says which).' },
  { name: 'json', help: 'One JSON object a line on stdout.' },
  BACKEND_FLAG,
];

export async function sweep(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, SWEEP_FLAGS);
  const study = studyOf(flags);
  const out = need(flags, 'out');
  const isJson = flags.has('json');
  const against = baseOf(flags.get('against'), study);
  if (!flags.has('table')) {
    const cells = shardOf(flags.get('shard'), cellsOf(study));
    const data = flags.get('data');
    if (data !== undefined) bringFor(study, data);
    keepStudy(study, out);
    const executor = await openExecutor(flags);
    try {
      for (const cell of cells) if (await runCell(cell, study, out, executor, isJson)) return 1;
    } finally {
      executor.dispose();
    }
  }
  report(study, out, isJson, against);
  return 0;
}

function studyOf(flags: ReadonlyMap<string, string>): Study {
  const canned = flags.get('canned');
  if (canned === undefined) return readStudy(new TextDecoder().decode(readFile(need(flags, 'file'))));
  if (flags.has('file')) throw new TurnlabError('bad-argument', 'Give --file or --canned, not both.');
  return cannedStudy(canned);
}

/** Other environments of the study, and other shards, need no file. */
function bringFor(study: Study, data: string): void {
  const all = [...new Set(cellsOf(study).map(({ settings }) => settings.env))];
  const own = all.filter((env) => ownKindOf(env));
  if (own.length === 0)
    throw new TurnlabError('bad-argument', 'The study names no own data for --data.', 'Leave --data out.');
  for (const env of own) environmentOf(new Map(Object.entries({ env, data })));
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function need(flags: ReadonlyMap<string, string>, name: string): string {
  const value = flags.get(name);
  if (!value) throw new TurnlabError('bad-argument', `sweep needs --${name}.`, 'Run with --help for the list.');
  return value;
}

function shardOf(text: string | undefined, cells: readonly Cell[]): readonly Cell[] {
  if (text === undefined) return cells;
  const [, first, all] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const [i, n] = [Number(first), Number(all)];
  if (!(i < n))
    throw new TurnlabError('bad-argument', `--shard must be I/N with I below N, got "${text}".`, 'For example 0/2.');
  return cells.filter((_, at) => at % n === i);
}

/** Name of the condition that the others are compared with. */
function baseOf(name: string | undefined, study: Study): string {
  const names = conditionsOf(study).map((condition) => condition.name);
  if (name !== undefined && !names.includes(name))
    throw new TurnlabError(
      'bad-argument',
      `The study has no condition "${name}".`,
      `Choose one of: ${names.join(', ')}.`,
    );
  return name ?? names[0]!;
}

/** A folder belongs to one study. Throws TurnlabError `bad-argument` when it holds another. */
function keepStudy(study: Study, out: string): void {
  const path = join(out, 'study.json');
  const text = `${JSON.stringify(study, null, 2)}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') !== text)
    throw new TurnlabError('bad-argument', `--out ${out} holds another study.`, 'Name another folder.');
  try {
    mkdirSync(out, { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw new TurnlabError('bad-argument', `Cannot write to --out ${out}.`, 'Name a folder you may write to.', {
      cause,
    });
  }
}

const folderOf = (out: string, slug: string, seed: number): string => join(out, slug, `s${seed}`);

/** Resolves to true when a signal stopped it. */
async function runCell(cell: Cell, study: Study, out: string, executor: Executor, isJson: boolean): Promise<boolean> {
  const folder = folderOf(out, cell.slug, cell.seed);
  const { lines, isFinished } = readRun(folder);
  const success = lines.filter(({ kind }) => kind === 'update').map((line) => line['episode/success_rate'] as number);
  const isCollapsed = (): boolean => study.stopCollapsed && collapsedAt(success) >= 0;
  if (isFinished || isCollapsed()) return false;
  const say: Emit = (event) => {
    if (event.kind === 'update') success.push(event.metrics['episode/success_rate']!);
    if (event.kind !== 'evaluation' && event.kind !== 'warning' && event.kind !== 'calibration') return;
    const sentence = sentenceOf(event)!;
    const { name, seed } = cell;
    print(
      isJson ? JSON.stringify({ kind: 'note', condition: name, seed, sentence }) : `${name}, seed ${seed}: ${sentence}`,
    );
  };
  return (await carryOut(planOf(cell, study, out), executor, say, isCollapsed)).isHalted;
}

function planOf(cell: Cell, study: Study, out: string): Plan {
  const folder = folderOf(out, cell.slug, cell.seed);
  if (existsSync(join(folder, CHECKPOINT_FILE))) return resumePlan(folder, folder);
  // What a crash left of a warm start.
  rmSync(folder, { recursive: true, force: true });
  const key = cloneKey(cell.settings);
  for (const { slug, seed, settings } of cellsOf(study)) {
    const path = join(folderOf(out, slug, seed), CHECKPOINT_FILE);
    if (cloneKey(settings) !== key || !existsSync(path)) continue;
    const checkpoint = readFile(path);
    if (readCheckpoint(checkpoint).state.stage !== 'warm-start') return clonePlan(checkpoint, cell.settings, folder);
  }
  return freshPlan(cell.settings, folder);
}

/** What is in a run's folder, if there is one; a line that a crash cut off is left out. */
function readRun(folder: string): { readonly lines: MetricsLine[]; readonly isFinished: boolean } {
  const text = (name: string): string => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const lines = text(METRICS_FILE)
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as MetricsLine);
  const { stage } = JSON.parse(text(RUN_FILE) || '{}') as { stage?: string };
  return { lines, isFinished: stage === 'finished' };
}

function report(study: Study, out: string, isJson: boolean, against: string): void {
  const results = conditionsOf(study).map((condition) => ({
    condition,
    outcomes: outcomesOf(study, out, condition.slug),
  }));
  if (!isJson) return print(studyTable(results, against));
  for (const { condition, outcomes } of results)
    for (const [seed, outcome] of outcomes)
      print(JSON.stringify({ kind: 'outcome', condition: condition.name, ...condition.point, seed, ...outcome }));
}

/** Of the runs that came to their end, be it a collapse. */
function outcomesOf({ seeds, stopCollapsed }: Study, out: string, slug: string): Outcomes {
  const runs = seeds.map((seed) => [seed, readRun(folderOf(out, slug, seed))] as const);
  return new Map(
    runs
      .map(([seed, { lines, isFinished }]) => ({ seed, isFinished, outcome: outcomeOf(lines) }))
      .filter(({ isFinished, outcome }) => isFinished || (stopCollapsed && !Number.isNaN(outcome.collapse)))
      .map(({ seed, outcome }) => [seed, outcome]),
  );
}
