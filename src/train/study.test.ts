import { describe, expect, test } from 'vitest';
import { cellsOf, conditionsOf, readStudy, variedKeys } from './study.ts';

const read = (study: unknown): ReturnType<typeof readStudy> => readStudy(JSON.stringify(study));

describe('study files', () => {
  test('arms and grid points are crossed with seeds, seed by seed', () => {
    const study = read({
      name: 'two knobs',
      preset: 'nano',
      settings: { updates: 7 },
      arms: { off: {}, on: { tds: true } },
      grid: { epsilon: [0.1, 0.2], eta: [0.01] },
      seeds: [3, 5],
    });
    const cells = cellsOf(study);
    expect(cells.map(({ slug, seed }) => `${slug} ${seed}`)).toEqual([
      'off-epsilon-0.1-eta-0.01 3',
      'off-epsilon-0.2-eta-0.01 3',
      'on-epsilon-0.1-eta-0.01 3',
      'on-epsilon-0.2-eta-0.01 3',
      'off-epsilon-0.1-eta-0.01 5',
      'off-epsilon-0.2-eta-0.01 5',
      'on-epsilon-0.1-eta-0.01 5',
      'on-epsilon-0.2-eta-0.01 5',
    ]);
    expect(cells[3]!.settings).toMatchObject({ tds: true, epsilon: 0.2, eta: 0.01, updates: 7, seed: 3, width: 32 });
    expect(variedKeys(study)).toEqual(['epsilon', 'tds', 'eta']);
  });

  test('a study without arms and grid is one condition named after it, over three seeds', () => {
    const study = read({ name: 'T²PO, plain' });
    expect(conditionsOf(study)).toEqual([{ name: 'T²PO, plain', slug: 't2po-plain', arm: 'T²PO, plain', point: {} }]);
    expect(cellsOf(study).map(({ seed }) => seed)).toEqual([0, 1, 2]);
  });

  test.each([
    ['not json', '{', 'not JSON'],
    ['a list', '[]', 'one object'],
    ['a foreign entry', '{"sedes":[1]}', 'unknown entry "sedes"'],
    ['a name without letters', '{"name":"!"}', '"name"'],
    ['an unknown preset', '{"preset":"huge"}', 'Unknown preset "huge"'],
    ['an unknown setting', '{"settings":{"epsilom":1}}', 'Unknown setting "epsilom"'],
    ['a value out of range', '{"grid":{"epsilon":[0.1,7]}}', 'epsilon 7'],
    ['a combination that cannot be', '{"arms":{"x":{"minThink":9,"maxThink":3}}}', 'L_min'],
    ['no values', '{"grid":{"epsilon":[]}}', '"grid"'],
    ['arms as a list', '{"arms":[{}]}', '"arms"'],
    ['no arm', '{"arms":{}}', '"arms"'],
    ['the same seed twice', '{"seeds":[1,1]}', '"seeds"'],
    ['a seed that is none', '{"seeds":["a"]}', 'Seed'],
    ['two arms with one folder', '{"arms":{"A b":{},"a-b":{}}}', '"a-b"'],
    ['too many runs', JSON.stringify({ seeds: Array.from({ length: 2001 }, (_, i) => i) }), 'more than 2000'],
    ['a switch that is none', '{"stopCollapsed":1}', '"stopCollapsed"'],
  ])('%s is one clear error', (_, text, sentence) => {
    expect(() => readStudy(text)).toThrow(sentence);
  });
});
