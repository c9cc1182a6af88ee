import { expect, test } from 'vitest';
import type { BenchState } from '../../store/bench/bench-session.ts';
import { reportJson, reportText } from './report-text.ts';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const COUNTS = { matmul: 1, rows: 1, policy: 1, decode: 1, train: 1, control: 1, soak: 1 };
const STATE: BenchState = {
  survey: {
    version: '0.1.0',
    webgpu: 'WebGPU · google swiftshader',
    cpu: 'CPU · 2 cores',
    hasGpu: true,
    isSoftware: true,
    largestBinding: 2 ** 27,
    absent: [],
    cases: { tiny: COUNTS, small: COUNTS, full: COUNTS },
  },
  phase: 'stopped',
  now: null,
  step: null,
  records: [{ benchmark: 'rows', size: '8×32', peer: 'none', adapter: 'CPU · 2 cores', skipped: 'too slow' }],
  lines: ['WebGPU · google swiftshader | CPU · 2 cores | tiny sizes, 9 rounds, 2026-11-20T17:00:00.000Z', 'rows …'],
  problem: '',
  isDisturbed: true,
};

test('the text names version, browser, adapter and date, and what makes it worth less', () => {
  expect(reportText(STATE, AGENT).split('\n')).toEqual([
    'turnlab 0.1.0 on Firefox/140, a software adapter',
    'Training ran in this tab when the measurement began: the figures are disturbed.',
    ...STATE.lines,
    'Stopped before the end.',
  ]);
});

test('the JSON is a line about the measurement and a line for each record', () => {
  const [head, record] = reportJson(STATE, AGENT)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(head).toMatchObject({ turnlab: '0.1.0', browser: AGENT, software_adapter: true, disturbed: true });
  expect(head!['measured']).toContain('2026-11-20');
  expect(record).toEqual(STATE.records[0]);
});
