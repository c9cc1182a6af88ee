/**
 * Which of several ways is fastest, by a clock that is given: no device, no kernels. Candidate 0 is the one to beat: noise
 * must not unseat it. Must not know what is timed.
 */

/** Milliseconds that candidate `index` takes to run `repeats` times. */
export type Time = (index: number, repeats: number) => Promise<number>;

/** Long enough for browsers whose clocks tick every 0.1 ms. */
const SAMPLE_MS = 4;
const MOST_REPEATS = 256;
const ROUNDS = 3;
/** Slower than this many times the best at first sight: not worth a longer look. */
const HOPELESS = 4;
/** A challenger must be faster than candidate 0 by this share. */
const MARGIN = 0.95;

const repeatsFor = (ms: number, most: number): number =>
  Math.max(1, Math.min(MOST_REPEATS, most, Math.ceil(SAMPLE_MS / Math.max(ms, SAMPLE_MS / MOST_REPEATS))));

/** Index of the winner; the first of equals. Never asks for more than `most` repeats at once. */
export async function fastest(candidates: number, time: Time, most = MOST_REPEATS): Promise<number> {
  const first: number[] = [];
  for (let i = 0; i < candidates; i++) {
    // Once for nothing: drivers finish compiling at first use.
    await time(i, 1);
    first.push(await time(i, 1));
  }
  const limit = HOPELESS * Math.max(Math.min(...first), SAMPLE_MS / MOST_REPEATS);
  const racing = [...first.keys()].filter((i) => first[i]! <= limit);
  const best = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++)
    for (const i of racing) {
      const repeats = repeatsFor(first[i]!, most);
      best.set(i, Math.min(best.get(i) ?? Infinity, (await time(i, repeats)) / repeats));
    }
  let winner = racing[0]!;
  for (const [i, ms] of best) if (ms < best.get(winner)! * (winner === 0 ? MARGIN : 1)) winner = i;
  return winner;
}
