/**
 * The rules of Trackio's `import_csv` (gradio-app/trackio, trackio/imports.py and utils.simplify_column_names), stated over
 * our table: pandas reads it, column names are cut to ten letters, digits and slashes, one must then be `step`, one may be
 * `timestamp`, and of the rest those that are numbers or empty throughout are kept.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { metricsCsv } from './metrics-csv.ts';
import { tinyRun } from './run.fixture.ts';

const CREATED = '2026-11-20T12:00:00.000Z';

/** Equal names get _1, _2, … */
function simplified(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const base = name.replaceAll(/[^a-zA-Z0-9/]/g, '').slice(0, 10);
    let unique = base;
    for (let suffix = 1; used.has(unique); suffix++) unique = `${base}_${suffix}`;
    used.add(unique);
    return unique;
  });
}

interface Imported {
  readonly step: number;
  readonly timestamp: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What Trackio stores of a table; throws where it would. */
function imported(csv: string): Imported[] {
  const [head, ...rows] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  if (rows.length === 0) throw new Error('CSV file is empty');
  const names = simplified(head!);
  const stepAt = names.findIndex((name) => name.toLowerCase() === 'step');
  if (stepAt < 0) throw new Error("CSV file must contain a 'step' or 'Step' column");
  const timeAt = names.indexOf('timestamp');
  const isNumber = (cell: string): boolean => cell === '' || /^-?\d+(\.\d+)?(e[-+]\d+)?$/.test(cell);
  const numeric = names
    .map((_, at) => at)
    .filter((at) => at !== stepAt && at !== timeAt && rows.every((row) => isNumber(row[at]!)));
  const kept = rows.map((row) => ({
    step: Number.parseInt(row[stepAt]!, 10),
    timestamp: row[timeAt]!,
    metrics: Object.fromEntries(
      numeric.filter((at) => row[at] !== '').map((at) => [names[at]!, Number(row[at])] as const),
    ),
  }));
  return kept.filter(({ metrics }) => Object.keys(metrics).length > 0);
}

describe('metrics.csv', () => {
  let csv: string;
  let lines: readonly string[];
  beforeAll(async () => {
    const { bundle } = await tinyRun();
    lines = bundle.lines;
    csv = metricsCsv(CREATED, lines);
    // Trains, on a machine that may be busy.
  }, 60_000);

  it('is taken by Trackio whole: every row, every column, no two under one name', () => {
    const found = imported(csv);
    expect(found.map(({ step }) => step)).toEqual([0, 1, 2]);
    const head = csv.slice(0, csv.indexOf('\n')).split(',');
    const filled = head.slice(2).filter((_, at) =>
      csv
        .split('\n')
        .slice(1, 4)
        .some((row) => row.split(',')[at + 2]),
    );
    expect(new Set(found.flatMap(({ metrics }) => Object.keys(metrics))).size).toBe(filled.length);
    expect(filled.length).toBe(head.length - 2);
  });

  it('has each number as it was measured', () => {
    const [, first] = imported(csv);
    const line = lines
      .map((one) => JSON.parse(one) as Record<string, unknown>)
      .find((one) => one['kind'] === 'update')!;
    expect(first!.metrics['actor/entr']).toBe(line['actor/entropy']);
    expect(first!.metrics['actor/grad']).toBe(line['actor/grad_norm']);
  });

  it('dates each row: times that pandas reads, rising from the run’s beginning', () => {
    const times = imported(csv).map(({ timestamp }) => timestamp);
    for (const time of times) expect(time).toMatch(/^2026-11-20T12:\d\d:\d\d\.\d{3}Z$/);
    expect(times).toEqual(times.toSorted());
    expect(times[0]! > CREATED).toBe(true);
  });

  it('has one name for step and timestamp each, whatever metrics are called', () => {
    const head = simplified(csv.slice(0, csv.indexOf('\n')).split(','));
    expect(head.filter((name) => name.toLowerCase() === 'step')).toEqual(['step']);
    expect(head.slice(0, 2)).toEqual(['step', 'timestamp']);
  });

  it('leaves a cell empty where nothing finite was measured, and has a row before the first update', () => {
    const table = metricsCsv(CREATED, [
      '{"kind":"warm","update":1,"warm/loss":6.5,"perf/seconds":60}',
      '{"kind":"evaluation","update":0,"split":"val","val/score":0.5,"perf/seconds":2}',
      '{"kind":"update","update":1,"actor/kl":1e-7,"actor/entropy":null,"perf/seconds":4.5}',
    ]);
    expect(table).toBe(
      'step,timestamp,actor/kl,perf/seconds,val/score,val/seconds\n' +
        '0,2026-11-20T12:01:02.000Z,,,0.5,2\n' +
        '1,2026-11-20T12:01:06.500Z,1e-7,4.5,,\n',
    );
  });

  it('of a run without updates is a head and nothing else, which Trackio refuses by name', () => {
    expect(metricsCsv(CREATED, [])).toBe('step,timestamp\n');
    expect(() => imported(metricsCsv(CREATED, []))).toThrow('CSV file is empty');
  });
});
