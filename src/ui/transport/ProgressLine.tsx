/** What the lab is doing right now, in the stage that it is at. Arrives with the first run. */
import { useLab } from '../session-context.ts';
import { progressLine } from './progress-line.ts';

/** `otherwise`: what stands there while there is nothing to say. */
export default function ProgressLine({ otherwise }: { otherwise: string }) {
  return useLab((state) => progressLine(state, performance.now())) || otherwise;
}
