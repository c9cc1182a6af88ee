/** What a run's curves look like everywhere: one of five hues that stay apart for colour-blind eyes, and a dash. */
import type { RunRecord } from '../../store/library/run-record.ts';

export type Look = Pick<RunRecord, 'colour' | 'dash'>;

const HUES = 5;
/** Lengths of strokes and gaps in pixels. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

/** A CSS colour; the variables stand in RunsView.module.css, for both themes. */
export const colourOf = ({ colour }: Look): string => `var(--run-${colour % HUES})`;
export const dashOf = ({ dash }: Look): readonly number[] => DASHES[dash % DASHES.length] ?? [];
