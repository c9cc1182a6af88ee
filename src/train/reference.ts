/**
 * The warm-started policy as a yardstick: its log-probs of what was said, for the KL metric and the pull towards it.
 * Must not train.
 */
import type { Policy } from '../model/policy.ts';
import type { Turn } from '../rollout/trajectory.ts';

/** Turns scored when only the metric is wanted. */
const SAMPLE = 64;

export class Reference {
  readonly #open: () => Promise<Policy>;
  #policy: Policy | null = null;

  /** `open` makes a second policy that holds the reference weights; asked once, when first needed. */
  constructor(open: () => Promise<Policy>) {
    this.#open = open;
  }

  /** Log-probs of the turns' responses at this temperature: of all turns, or of some evenly spaced ones. */
  async logprobs(
    turns: readonly Turn[],
    temperature: number,
    which: 'all' | 'sample',
  ): Promise<ReadonlyMap<Turn, Float32Array>> {
    this.#policy ??= await this.#open();
    const chosen = which === 'all' ? turns : evenly(turns, SAMPLE);
    const scores = await this.#policy.score(
      chosen.map(({ prompt, response }) => Uint32Array.from([...prompt, ...response.ids])),
      {
        temperature,
        topJ: 2,
        starts: chosen.map(({ prompt }) => prompt.length),
        pictures: chosen.map(({ picture }) => picture),
      },
    );
    return new Map(chosen.map((turn, i) => [turn, Float32Array.from(scores[i]!.logprob.subarray(turn.prompt.length))]));
  }

  dispose(): void {
    this.#policy?.dispose();
  }
}

/** At most `count` items, evenly spaced. */
const evenly = <T>(items: readonly T[], count: number): readonly T[] =>
  items.length <= count
    ? items
    : Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
