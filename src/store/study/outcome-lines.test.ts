import { describe, expect, it } from 'vitest';
import { outcomeOf, type MetricsLine } from '../../train/outcome.ts';
import { cellsOf, readStudy } from '../../train/study.ts';
import { freshStudy, withCell } from './kept-study.ts';
import { csvOf, finishedOf, linesOf, readOutcomes, type Finished } from './outcome-lines.ts';

const held = (success: number): MetricsLine[] => [
  { kind: 'evaluation', split: 'val', update: 0, 'val/success_rate': 0.4 },
  { kind: 'update', update: 1, 'perf/generated_tokens': 100, 'tti/rate': 0.25 },
  { kind: 'evaluation', split: 'val', update: 1, 'val/success_rate': success },
];

/** A study of which all runs but the last are over. */
function finished(more: Record<string, unknown> = {}): Finished[] {
  const study = readStudy(
    JSON.stringify({ name: 'a study', grid: { epsilon: [0.1, 0.2], tti: [false, true] }, seeds: [0, 1], ...more }),
  );
  const cells = cellsOf(study);
  const kept = cells
    .slice(0, -1)
    .reduce(
      (all, { seed }, at) =>
        withCell(all, at, { phase: 'done', run: `run-${at}`, outcome: outcomeOf(held(at / 10 + seed / 100)) }),
      freshStudy(study, 'id', ''),
    );
  return finishedOf(cells, kept.cells);
}

const withoutRuns = (runs: readonly Finished[]): unknown[] =>
  runs.map(({ condition: { name, point, arm }, seed, outcome }) => ({ name, point, arm, seed, outcome }));

describe('outcomes as text', () => {
  it('come back as they were, not-a-numbers included', () => {
    const runs = finished();
    expect(runs).toHaveLength(7);
    expect(runs[0]!.outcome.turnsToSuccess).toBeNaN();
    const arm = (one: Finished): Finished => ({ ...one, condition: { ...one.condition, arm: '' } });
    expect(withoutRuns(readOutcomes(linesOf(runs)))).toEqual(withoutRuns(runs.map(arm)));
  });

  it('with arms keep the arm of each', () => {
    const runs = finished({ arms: { 'GiGPO, plain': { recipe: 'gigpo' }, GRPO: {} } });
    expect(withoutRuns(readOutcomes(linesOf(runs)))).toEqual(withoutRuns(runs));
  });

  it('of several shards make one result; notes of a sweep are left out, a run that comes twice counts once', () => {
    const runs = finished();
    const note = '{"kind":"note","condition":"x","seed":0,"sentence":"y"}\n';
    const text = linesOf(runs.slice(0, 4)) + note + linesOf(runs.slice(3)) + '\n\n';
    expect(readOutcomes(text)).toHaveLength(7);
  });

  it.each([
    ['', 'There is no outcome'],
    ['{"kind":"note"}', 'There is no outcome'],
    ['hello', 'Line 1 is not JSON.'],
    ['null', 'There is no outcome'],
    ['{"kind":"outcome"}', 'Line 1 lacks its condition or its seed.'],
    ['\n{"kind":"outcome","condition":"a","seed":1,"start":null}', 'Line 2 lacks “success”.'],
  ])('%j is one clear sentence', (text, sentence) => {
    expect(() => readOutcomes(text)).toThrow(sentence);
  });

  it('as CSV has one line a run, and nothing where there is no number', () => {
    const [head, first, ...rest] = csvOf(finished({ arms: { 'a, "b"': {}, c: {} } }))
      .trimEnd()
      .split('\n');
    expect(head).toBe(
      'condition,epsilon,tti,seed,start,success,score,turnsToSuccess,tokensPerSuccess,tokens,discarded,updates,seconds,collapse,cutRate,resampleRate,aucFirst,aucLast',
    );
    expect(first).toBe('"a, ""b"", epsilon 0.1, tti false",0.1,false,0,0.4,0,,,,100,0,1,0,,0.25,,,');
    expect(rest).toHaveLength(14);
  });
});
