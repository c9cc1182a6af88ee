import { expect, it } from 'vitest';
import { settingsFrom } from '../../core/settings.ts';
import { EDGES } from '../../rollout/calibration.ts';
import { LABEL, type TurnRecords } from '../../rollout/turn-records.ts';
import { areaOf, cutsByPosition, gammaCounts, meanByPosition, POSITIONS, qualityOf } from './distributions.ts';
import { prepare, cuttingRule, resamplingRule, type Prepared } from './what-if.ts';

const WORDS = ['<think>', '</think>', '<action>', 'word'];

/** One token per number in `thought`, between the tags; all of turn 1, one try each. */
function prepared(made: readonly { thought: readonly number[]; gamma: number; label: number }[]): Prepared {
  const start = new Uint32Array(made.length + 1);
  for (const [r, { thought }] of made.entries()) start[r + 1] = start[r]! + thought.length + 2;
  const M = Float32Array.from(made.flatMap(({ thought }) => [0, ...thought, 0]));
  const zeros = new Uint32Array(made.length);
  const bytes = new Uint8Array(made.length);
  const records: TurnRecords = {
    count: made.length,
    start,
    episode: zeros,
    group: zeros,
    turn: zeros.map(() => 1),
    attempt: zeros,
    accepted: bytes,
    firedAt: new Int32Array(made.length).fill(-1),
    decidedAt: new Int32Array(made.length).fill(-1),
    phi: new Float64Array(made.length),
    gamma: Float64Array.from(made, ({ gamma }) => gamma),
    label: Uint8Array.from(made, ({ label }) => label),
    reward: new Float32Array(made.length),
    success: bytes,
    ids: Uint32Array.from(made.flatMap(({ thought }) => [0, ...thought.map(() => 3), 1])),
    entropy: M,
    confidence: M,
    uncertainty: M,
    forced: new Uint8Array(M.length),
  };
  return prepare(records, cuttingRule(settingsFrom('micro'), WORDS));
}

const EFFECTIVE = LABEL.valid | LABEL.effective;
const turns = prepared([
  { thought: [0.5, 0.25], gamma: 0.001, label: LABEL.valid | LABEL.repeat },
  { thought: [0.25], gamma: 0.002, label: EFFECTIVE },
  { thought: [0], gamma: 0.3, label: LABEL.valid },
  { thought: [0.25], gamma: 0.5, label: EFFECTIVE },
  { thought: [], gamma: NaN, label: LABEL.valid },
]);

it('averages M over the thoughts that reach a place', () => {
  expect([...meanByPosition(turns).subarray(0, 3)]).toEqual([0.25, 0.25, NaN]);
});

it('counts cuts by the think tokens before them, and none that was not made', () => {
  const counts = cutsByPosition(Int32Array.of(-1, 2, 2, 1, POSITIONS + 1));
  expect([counts[0], counts[1], counts.reduce((a, b) => a + b)]).toEqual([1, 2, 3]);
});

it('puts every Γ into its bin', () => {
  const counts = gammaCounts(turns);
  expect(counts.reduce((a, b) => a + b)).toBe(4);
  expect(counts[EDGES.findIndex((edge) => edge > 0.3) - 1]).toBe(1);
});

it('judges Γ against the exact labels', () => {
  // Wasted: Γ 0.001 and 0.3; others: 0.002 and 0.5. Of the four pairs the wasted one is smaller in three.
  expect(areaOf(turns, 'ineffective')).toBe(0.75);
  expect(areaOf(turns, 'repeated')).toBe(1);
  const rule = (eta: number) => resamplingRule({ tdsRule: 'paper', maxTries: 2, eta });
  expect(qualityOf(turns, 'ineffective', rule(0.01))).toEqual({ base: 0.5, precision: 0.5, recall: 0.5 });
  expect(qualityOf(turns, 'repeated', rule(0.0015))).toEqual({ base: 0.25, precision: 1, recall: 1 });
  expect(qualityOf(turns, 'ineffective', rule(1e-6)).precision).toBeNaN();
});
