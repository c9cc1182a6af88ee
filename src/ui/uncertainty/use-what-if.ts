/** Recorded turns judged by the thresholds on trial; only what a moved threshold touches is computed anew. */
import { useMemo } from 'react';
import type { ThinkingRule } from '../../engine/kernels/intervention.ts';
import type { ResampleRule } from '../../rollout/resample.ts';
import { useRecords } from './use-records.ts';
import { prepare, whatIf, type Prepared, type WhatIf } from './what-if.ts';

export interface JudgedTurns {
  readonly prepared: Prepared;
  readonly found: WhatIf;
}

/** Null before any turn was recorded. */
export function useWhatIf(cutting: ThinkingRule, epsilon: number, resampling: ResampleRule): JudgedTurns | null {
  const records = useRecords();
  const prepared = useMemo(() => records && prepare(records, cutting), [records, cutting]);
  return useMemo(
    () => prepared && { prepared, found: whatIf(prepared, epsilon, resampling) },
    [prepared, epsilon, resampling],
  );
}
