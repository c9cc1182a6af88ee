/** What an adapter lacks, as skipped results: a figure that was not taken must not look like one that was. */
import type { Comparison } from './report.ts';

const OPTIONAL = {
  'shader-f16': 'f16 variants',
  subgroups: 'subgroup variants',
  'timestamp-query': 'times on the device',
} as const;

/** `features` are the adapter's. */
export function missingVariants(adapter: string, features: ReadonlySet<string>): Comparison[] {
  const skip = (size: string, skipped: string): Comparison => ({
    benchmark: 'matmul',
    size,
    peer: 'none',
    adapter,
    skipped,
  });
  const lacking = Object.entries(OPTIONAL).filter(([feature]) => !features.has(feature));
  const rows = lacking.map(([feature, size]) => skip(size, `the adapter lacks ${feature}`));
  // Their results differ from everyone else's in the third digit, so they would not be the same benchmark.
  if (features.has('shader-f16'))
    rows.push(skip(OPTIONAL['shader-f16'], 'turnlab rounds to 16 bits only for who asks'));
  return rows;
}
