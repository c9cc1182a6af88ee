/** The report to copy: when, with what and on what it was measured, then every result and every reason for its absence. */
import { browserOf } from '../../bench/browser-name.ts';
import type { BenchState } from '../../store/bench/bench-session.ts';

const DISTURBED = 'Training ran in this tab when the measurement began: the figures are disturbed.';
const STOPPED = 'Stopped before the end.';

const endOf = ({ phase, problem }: BenchState): string => (phase === 'stopped' ? STOPPED : problem);

/** The lines of the command line, under one that says who speaks. */
export function reportText(state: BenchState, userAgent: string): string {
  const { survey, lines, isDisturbed } = state;
  const end = endOf(state);
  return [
    `turnlab ${survey?.version ?? ''} on ${browserOf(userAgent)}${survey?.isSoftware ? ', a software adapter' : ''}`,
    ...(isDisturbed ? [DISTURBED] : []),
    ...lines,
    ...(end ? [end] : []),
  ].join('\n');
}

/** The same as JSON: a line about the measurement, then the lines of `npm run bench -- --json`. */
export function reportJson(state: BenchState, userAgent: string): string {
  const { survey, lines, records, isDisturbed } = state;
  const head = {
    turnlab: survey?.version,
    browser: userAgent,
    webgpu: survey?.webgpu,
    software_adapter: survey?.isSoftware,
    cpu: survey?.cpu,
    measured: lines[0],
    disturbed: isDisturbed,
    end: endOf(state),
  };
  return [head, ...records].map((record) => JSON.stringify(record)).join('\n');
}
