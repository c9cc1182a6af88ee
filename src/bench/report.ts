/**
 * What the benchmark says: one record per case and peer for programs, a few lines per case for people. A case that was
 * not measured is a skip with a reason, never a number. Must not measure.
 */
import type { Case, Entrant, Place } from './contest.ts';
import type { Measured, Skip, Standing } from './measure.ts';

export interface Environment {
  /** For people; empty without an adapter. */
  readonly webgpu: string;
  readonly cpu: string;
}

/** One JSON line: ours against one peer in one place. Times in milliseconds per unit. */
export interface Comparison {
  readonly benchmark: string;
  readonly size: string;
  readonly peer: string;
  readonly ratio?: number;
  readonly ours_ms?: number;
  readonly peer_ms?: number;
  readonly adapter: string;
  readonly skipped?: string;
  readonly [more: string]: string | number | null | undefined;
}

/** The fastest product measured in each place, in GFLOP/s. */
export type Best = Readonly<Partial<Record<Place, number>>>;

const OURS = 'turnlab';

const titleOf = ({ name, version }: Entrant): string => (version ? `${name} ${version}` : name);

const adapterOf = (environment: Environment, place: Place): string => environment[place];

/** Whole numbers, such as bytes, stay exact. */
const rounded = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));

/** A standing under a prefix: `ours_` or `peer_`. */
function figures(prefix: string, one: Case, standing: Standing): Record<string, number | null> {
  const { ms, firstMs, samples, repeats, counts, peakBytes } = standing;
  const entries: [string, number | null][] = [
    ['ms', ms.median],
    ['min_ms', ms.min],
    ['max_ms', ms.max],
    ['samples', samples],
    ['repeats', repeats],
    ['first_ms', firstMs],
    ['gflops', one.flops > 0 ? one.flops / ms.median / 1e6 : null],
    ['gbytes_s', one.bytes > 0 ? one.bytes / ms.median / 1e6 : null],
    ['dispatches', counts && counts.dispatches],
    ['submits', counts && counts.submits],
    ['readbacks', counts && counts.readbacks],
    ['peak_bytes', peakBytes],
  ];
  return Object.fromEntries(entries.map(([key, value]) => [prefix + key, value === null ? null : rounded(value)]));
}

/**
 * The records of a case. `best` is the fastest matmul seen so far in each place, in GFLOP/s: what a share of it means is
 * known only where products were measured in the same run.
 */
export function comparisons(one: Case, measured: Measured, environment: Environment, best: Best): Comparison[] {
  const { standings, skips } = measured;
  const ours = (place: Place): Standing | undefined =>
    standings.find(({ entrant }) => entrant.name === OURS && entrant.place === place);
  const base = (place: Place, peer: string): Comparison => ({
    benchmark: one.benchmark,
    size: one.size,
    peer,
    adapter: adapterOf(environment, place),
    unit: one.unit,
  });
  const compare = (mine: Standing, peer: Standing, name: string): Comparison => {
    const { place } = mine.entrant;
    const share = one.flops > 0 && best[place] ? one.flops / mine.ms.median / 1e6 / best[place] : null;
    return {
      ...base(place, name),
      ratio: rounded(peer.ms.median / mine.ms.median),
      // On a busy machine the fastest samples say more than the middle ones.
      ratio_of_fastest: rounded(peer.ms.min / mine.ms.min),
      disagreement: peer.disagreement ?? mine.disagreement,
      ours_share_of_best_matmul: share === null ? null : rounded(share),
      ...figures('ours_', one, mine),
      ...figures('peer_', one, peer),
      peer_detail: peer.entrant.detail,
    };
  };
  const records: Comparison[] = [];
  for (const standing of standings) {
    const { entrant } = standing;
    if (entrant.name === OURS) continue;
    const mine = ours(entrant.place);
    if (mine) records.push(compare(mine, standing, titleOf(entrant)));
    else records.push({ ...base(entrant.place, titleOf(entrant)), skipped: 'turnlab has no result to compare with' });
  }
  const [onCpu, onGpu] = [ours('cpu'), ours('webgpu')];
  if (onCpu && onGpu) records.push({ ...compare(onCpu, onGpu, 'turnlab on WebGPU'), peer_adapter: environment.webgpu });
  for (const place of ['webgpu', 'cpu'] as const) {
    const mine = ours(place);
    // Ours alone is a figure, but no comparison.
    if (mine && !records.some((record) => record.adapter === adapterOf(environment, place)))
      records.push({ ...base(place, 'none'), ...figures('ours_', one, mine) });
  }
  for (const { entrant, reason } of skips) records.push({ ...base(entrant.place, titleOf(entrant)), skipped: reason });
  return records;
}

/** A skipped result for people. */
export function skipText({ benchmark, size, peer, adapter, skipped }: Comparison): string {
  const what = benchmark === 'all' ? 'all benchmarks' : `${benchmark} ${size}`;
  return `${what}, ${adapter}: ${peer === 'none' ? '' : `${peer} `}skipped: ${skipped}`;
}

const milliseconds = (ms: number): string => (ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3));

/** Whole numbers as they are, others to two digits after the point. */
const count = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2));

function standingLine(one: Case, standing: Standing, ours: Standing | undefined, best: number | undefined): string {
  const { entrant, ms, firstMs, counts, peakBytes } = standing;
  const parts = [
    `  ${titleOf(entrant).padEnd(24)} ${milliseconds(ms.median).padStart(8)} ms`,
    `(${milliseconds(ms.min)} to ${milliseconds(ms.max)}, ${standing.samples}×${standing.repeats})`.padEnd(30),
  ];
  if (ours && ours !== standing)
    parts.push(
      `${(ms.median / ours.ms.median).toFixed(2)}× ours (fastest ${(ms.min / ours.ms.min).toFixed(2)}×)`.padEnd(28),
    );
  if (one.flops > 0) {
    const rate = one.flops / ms.median / 1e6;
    parts.push(`${rate.toPrecision(3)} GFLOP/s`);
    if (best && one.benchmark !== 'matmul') parts.push(`${((100 * rate) / best).toFixed(0)} % of the best product`);
  }
  if (one.bytes > 0) parts.push(`${(one.bytes / ms.median / 1e6).toPrecision(3)} GB/s`);
  parts.push(`first ${milliseconds(firstMs)} ms`);
  if (counts) parts.push(`${count(counts.dispatches)} dispatches, ${count(counts.readbacks)} read-backs`);
  if (peakBytes !== null) parts.push(`peak ${(peakBytes / 2 ** 20).toFixed(1)} MiB`);
  if (entrant.detail) parts.push(entrant.detail);
  return parts.join('  ');
}

const skipLine = ({ entrant, reason }: Skip): string => `  ${titleOf(entrant).padEnd(24)} skipped: ${reason}`;

/** A few lines for people: a block for each place. */
export function table(one: Case, { standings, skips }: Measured, environment: Environment, best: Best): string[] {
  const lines: string[] = [];
  for (const place of ['webgpu', 'cpu'] as const) {
    const here = standings.filter(({ entrant }) => entrant.place === place);
    const missing = skips.filter(({ entrant }) => entrant.place === place);
    if (here.length + missing.length === 0) continue;
    const ours = here.find(({ entrant }) => entrant.name === OURS);
    lines.push(`${one.benchmark} ${one.size}, per ${one.unit}, ${adapterOf(environment, place)}`);
    lines.push(...here.map((standing) => standingLine(one, standing, ours, best[place])), ...missing.map(skipLine));
  }
  return lines;
}
