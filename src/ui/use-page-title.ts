/** Progress in the tab's title, to be seen from another tab. */
import { useEffect } from 'react';
import type { LabState } from '../store/state.ts';
import { percent } from './format.ts';
import { useLab } from './session-context.ts';

const SIGN: Readonly<Record<LabState['run'], string>> = {
  empty: '',
  preparing: '… ',
  running: '▶ ',
  paused: '‖ ',
  finished: '✓ ',
  failed: '! ',
};

function titleOf({ run, status, opened, experiment, heldOut }: LabState): string {
  if (run === 'empty') return 'turnlab: watch a small agent learn';
  const result = heldOut ? ` · ${percent(heldOut.rate)} solved` : '';
  const seed = experiment ? `seed ${experiment.at + 1}/${experiment.seeds} · ` : '';
  return `${SIGN[run]}${seed}${status?.update ?? 0}/${opened?.updates ?? 0}${result} · turnlab`;
}

export function usePageTitle(): void {
  const title = useLab(titleOf);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
