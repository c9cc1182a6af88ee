import { describe, expect, it } from 'vitest';
import { PRESETS, settingsFrom } from '../../core/settings.ts';
import { freeName, runName } from './run-name.ts';
import { nearestPreset, whatChanged } from './what-changed.ts';

describe('names', () => {
  it('are two words, the same for the same id, and seldom the same for two', () => {
    const names = Array.from({ length: 200 }, (_, i) => runName(`run-${i}`));
    for (const name of names) expect(name).toMatch(/^[a-z]+ [a-z]+$/);
    expect(runName('run-7')).toBe(names[7]);
    // 70 × 72 names: about four pairs are expected to collide.
    expect(new Set(names).size).toBeGreaterThan(185);
  });

  it('are never given twice', () => {
    const taken = new Set<string>();
    for (let i = 0; i < 50; i++) taken.add(freeName('same', taken));
    expect(taken.size).toBe(50);
    const all = { has: (name: string) => !/\d/.test(name) } as ReadonlySet<string>;
    expect(freeName('same', all)).toBe(`${runName('same')} 2`);
  });
});

describe('what changed', () => {
  it('names settings as the form does, with units, choices and switches in words', () => {
    const from = settingsFrom('micro');
    const to = settingsFrom('micro', { recipe: 'gigpo', tti: true, learningRate: 0.001, history: 3, seed: 4 });
    expect(whatChanged(from, to)).toEqual([
      'Memory window 2 turns → 3 turns',
      expect.stringMatching(/off → on$/),
      'Recipe GRPO → GiGPO',
      'Learning rate 0.0003 → 0.001',
      'Seed 0 → 4',
    ]);
    expect(whatChanged(from, from)).toEqual([]);
  });

  it('finds the preset that settings came from', () => {
    for (const { id } of PRESETS) expect(nearestPreset(settingsFrom(id, { seed: 9, gamma: 0.5 }))).toBe(id);
  });
});
