/** What an adapter lacks, or we do, as skipped results: a figure that was not taken must not look like one that was. */
import type { Comparison } from './report.ts';

const OPTIONAL = {
  'shader-f16': 'f16 variants',
  subgroups: 'subgroup variants',
  'timestamp-query': 'times on the device',
} as const;

/** `features` are the adapter's. */
export function missingVariants(adapter: string, features: ReadonlySet<string>): Comparison[] {
  return Object.entries(OPTIONAL).map(([feature, size]) => ({
    benchmark: 'matmul',
    size,
    peer: 'none',
    adapter,
    skipped: features.has(feature)
      ? `the adapter has ${feature}, turnlab has no kernel that uses it`
      : `the adapter lacks ${feature}`,
  }));
}
