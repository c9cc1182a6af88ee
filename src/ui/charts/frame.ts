/** Redraws at most once per animation frame, however often data arrives. Hidden tabs get no frames, so they draw nothing. */

const waiting = new Set<() => void>();
let frame = 0;

/** Calls `draw` once on the next frame; asking again before that changes nothing. */
export function onNextFrame(draw: () => void): void {
  waiting.add(draw);
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    const due = [...waiting];
    waiting.clear();
    for (const one of due) one();
  });
}

export function forgetFrame(draw: () => void): void {
  waiting.delete(draw);
}
