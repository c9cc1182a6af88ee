/** A short piece of a run's line: its colour and its dash. Decoration beside the name. */
import { colourOf, dashOf, type Look } from './run-look.ts';

export function Swatch({ look }: { look: Look }) {
  return (
    <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true" focusable="false">
      <line
        x1="1"
        y1="5"
        x2="25"
        y2="5"
        stroke={colourOf(look)}
        strokeWidth="3"
        strokeDasharray={dashOf(look).join(' ')}
      />
    </svg>
  );
}
