/**
 * Redraws at most once per animation frame, however often data arrives, and no longer than part of a frame: who does not get
 * its turn draws in the next one. Hidden tabs get no frames, so they draw nothing.
 */

/** A frame at 60 Hz has 16.7 ms, and the browser needs some of it. */
const BUDGET_MS = 8;

const waiting = new Set<() => void>();
let frame = 0;

/** Calls `draw` once, on the next frame if there is time; asking again before that changes nothing. */
export function onNextFrame(draw: () => void): void {
  waiting.add(draw);
  frame ||= requestAnimationFrame(drawSome);
}

function drawSome(): void {
  const start = performance.now();
  // A draw may ask for the next one, which is the next frame's.
  const due = [...waiting];
  for (const draw of due) {
    waiting.delete(draw);
    draw();
    if (performance.now() - start > BUDGET_MS) break;
  }
  frame = waiting.size > 0 ? requestAnimationFrame(drawSome) : 0;
}

export function forgetFrame(draw: () => void): void {
  waiting.delete(draw);
}
