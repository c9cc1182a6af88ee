import { describe, expect, test } from 'vitest';
import { CANNED_STUDIES, cannedStudy } from './canned-studies.ts';
import { cloneKey } from './clone.ts';
import { cellsOf } from './study.ts';

const runsOf = (id: string): number => cellsOf(cannedStudy(id)).length;

describe('canned studies', () => {
  test('there are seven, each of which is a study that can be run', () => {
    expect(CANNED_STUDIES.map(({ id }) => [id, runsOf(id)])).toEqual([
      ['epsilon-eta', 27],
      ['alpha', 15],
      ['tti-tds', 12],
      ['verbosity-tti', 24],
      ['loopiness-tds', 18],
      ['group-size', 12],
      ['estimator', 12],
    ]);
  });

  test('what is only about training shares one warm start a seed; what changes demonstrations has its own', () => {
    const clones = (id: string): number =>
      new Set(cellsOf(cannedStudy(id)).map(({ settings }) => cloneKey(settings))).size;
    expect(['epsilon-eta', 'alpha', 'tti-tds', 'group-size', 'estimator'].map(clones)).toEqual([3, 3, 3, 3, 3]);
    expect([clones('verbosity-tti'), clones('loopiness-tds')]).toEqual([12, 9]);
  });

  test('an id that there is not is one clear error', () => {
    expect(() => cannedStudy('everything')).toThrow('There is no canned study "everything".');
  });
});
