import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../../core/settings.ts';
import { cannedStudy } from '../../train/canned-studies.ts';
import { cellsOf } from '../../train/study.ts';
import { freshStudy, withCell } from './kept-study.ts';
import { ASSUMED, costOf, paceOf, paceOfRun, trainingSeconds, updatesOf, warmSeconds } from './study-cost.ts';

const micro = settingsFrom('micro');

describe('the cost of a study', () => {
  it('on paper is what the runs of docs/RESULTS.md took, within a fifth', () => {
    const l0 = trainingSeconds({ ...micro, evalEpisodes: 200, evalEvery: 25 }, 200);
    expect(Math.abs(l0 / (521.6 + 28.7) - 1)).toBeLessThan(0.2);
    const l1 = trainingSeconds({ ...micro, level: 1, evalEpisodes: 200, evalEvery: 25 }, 150);
    expect(Math.abs(l1 / (873.9 + 60.1) - 1)).toBeLessThan(0.2);
    expect(Math.abs(updatesOf({ ...micro, tokenBudget: 2_331_884, updates: 1000 }) / 200 - 1)).toBeLessThan(0.2);
    expect(updatesOf({ ...micro, tokenBudget: 2_331_884, updates: 20 })).toBe(20);
  });

  it('counts a shared warm start once, and none without', () => {
    const study = cannedStudy('epsilon-eta');
    const kept = freshStudy(study, 'id', '');
    const cost = costOf(cellsOf(study), kept.cells, ASSUMED);
    expect(cost).toMatchObject({ runs: 27, warmStarts: 3 });
    expect(cost.seconds).toBeCloseTo(
      cellsOf(study).reduce((sum, { settings }) => sum + trainingSeconds(settings, updatesOf(settings)), 0) +
        3 * warmSeconds(micro),
      6,
    );
    expect(warmSeconds({ ...micro, warmStart: false })).toBe(0);
  });

  it('is measured as soon as a cell has trained: its seconds, pauses not counted, against those on paper', () => {
    const study = cannedStudy('tti-tds');
    const cells = cellsOf(study);
    let kept = freshStudy(study, 'id', '');
    expect(paceOf(cells, kept.cells)).toBeNull();
    const paper = warmSeconds(micro) + trainingSeconds(cells[0]!.settings, 10);
    const begun = { stage: 'training', update: 10, warmSeconds: paper, trainSeconds: paper } as const;
    kept = withCell(kept, 0, { ...begun, phase: 'begun' });
    const pace = paceOf(cells, kept.cells)!;
    expect(pace).toEqual({ factor: 2, source: 'this study' });
    const cost = costOf(cells, kept.cells, pace);
    expect(cost).toMatchObject({ runs: 12, warmStarts: 2 });
    expect(cost.updates).toBe(12 * updatesOf(cells[0]!.settings) - 10);
    kept = withCell(kept, 0, { phase: 'done', update: 35 });
    expect(costOf(cells, kept.cells, pace).runs).toBe(11);
  });

  it('is taken from the Lab’s run when only that was measured, whatever its size', () => {
    const small = settingsFrom('small');
    const { factor } = paceOfRun(small, 0.5);
    expect(factor * trainingSeconds({ ...small, evalEpisodes: 0 }, 1)).toBeCloseTo(2, 9);
  });
});
