/**
 * Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 * The same function exists in WGSL (shaders/philox.wgsl), so a sample depends on its key and counter alone, never on
 * batching or scheduling. Must not hold global state.
 */
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High 32 bits of the unsigned 64-bit product. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

export type Counter = readonly [number, number, number, number];
export type Key = readonly [number, number];

/** Ten rounds of Philox4x32: four u32 from a 128-bit counter and a 64-bit key. */
export function philox(counter: Counter, key: Key): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(M0, c0);
    const low0 = Math.imul(M0, c0) >>> 0;
    const high1 = mulHigh(M1, c2);
    const low1 = Math.imul(M1, c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/**
 * A u32 as a draw in (0, 1) that is exact in f32: 23 bits, from 2^-24 to 1 - 2^-24.
 * (The usual 24-bit form rounds to exactly 1 in f32.)
 */
export function unitInterval(bits: number): number {
  return ((bits >>> 9) + 0.5) * 2 ** -23;
}

/** 32-bit FNV-1a of a string's UTF-16 code units: names streams and splits tasks by content. */
export function hashText(text: string, basis = 0x811c9dc5): number {
  let hash = basis >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** A sequential stream of draws: key = (seed, name), counter counts up. */
export class Rng {
  readonly #key: Key;
  #block: readonly number[] = [];
  #next = 4;
  #counter = 0;

  constructor(seed: number, stream: string) {
    this.#key = [seed >>> 0, hashText(stream)];
  }

  uint32(): number {
    if (this.#next === 4) {
      this.#block = philox([this.#counter++, 0, 0, 0], this.#key);
      this.#next = 0;
    }
    return this.#block[this.#next++]!;
  }

  /** In (0, 1), never 0 or 1. */
  unit(): number {
    return unitInterval(this.uint32());
  }

  /** Uniform integer in [0, n); unbiased by rejection. */
  below(n: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % n;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Fisher-Yates; returns a new array. */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }

  /** Standard normal by Box-Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }
}
