/** Cases for the kernels of a decode step: kernels/running.ts, decode-qkv.ts, decode-linear.ts, and attention over the cache. */
import type { Rng } from '../../src/core/rng.ts';
import { cacheLength, decodeAttention, type DecodeShape } from '../../src/engine/kernels/cache.ts';
import { decodeAdd, decodeGateUp, decodeLogits } from '../../src/engine/kernels/decode-linear.ts';
import {
  decodeQkv,
  decodeQkvBias,
  decodeQkvHeadNorm,
  headNormsLength,
  type DecodeQkvShape,
} from '../../src/engine/kernels/decode-qkv.ts';
import { ropeTable } from '../../src/engine/kernels/rope.ts';
import { decodeBegin, runningLength, runningOffset } from '../../src/engine/kernels/running.ts';
import { stateLength, stateOffset } from '../../src/engine/kernels/sample-state.ts';
import { normals, type KernelCase } from './case.ts';

const EPS = 1e-5;
/** As in norm.cases.ts: inverseSqrt and a division, and a few products. */
const FINISH = 8;
/** As in attention.cases.ts. */
const EXPONENTIALS = 20;
/** Normal draws here stay about below this, and so do the averages of them that attention returns. */
const LARGEST = 4;

type Values = (rng: Rng, count: number) => number[];
const ordinary: Values = (rng, count) => normals(rng, count);
/** Large and tiny values and exact zeros side by side. */
const hostile: Values = (rng, count) =>
  Array.from({ length: count }, () => rng.pick([0, -0, 1e4, -1e4, 1e-4, rng.normal()]));
const zeros: Values = (_, count) => Array.from({ length: count }, () => 0);

/** Which of B rows run: all, none, every third one, or the last alone. */
const WHO = {
  all: () => true,
  none: () => false,
  some: (b: number) => b % 3 === 1,
  last: (b: number, B: number) => b === B - 1,
} as const;
type Who = keyof typeof WHO;

const rowsOf = (who: Who, B: number): number[] => Array.from({ length: B }, (_, b) => b).filter((b) => WHO[who](b, B));

/** The running tensor; entries past the count hold what an earlier step left, which must not be used. */
function runningOf(who: Who, B: number, T: number, position: (b: number) => number): number[] {
  const running = Array.from({ length: runningLength(B) }, () => 3);
  const rows = rowsOf(who, B);
  running[0] = rows.length;
  for (const [i, b] of rows.entries()) {
    running[runningOffset('row', B) + i] = b;
    running[runningOffset('position', B) + i] = position(b);
    running[runningOffset('slot', B) + i] = b * T + position(b);
  }
  return running;
}

const someone =
  (T: number) =>
  (b: number): number =>
    b === 0 ? T - 1 : (b * 7) % T;

function beginCase(B: number, D: number, V: number, who: Who): KernelCase {
  const T = 11;
  return {
    name: `decodeBegin ${B} rows of ${D}, ${who} running`,
    kernel: decodeBegin,
    shape: { B, T, D, V },
    inputs: (rng) => {
      const state = Array.from({ length: stateLength(B) }, () => 0);
      for (let b = 0; b < B; b++) {
        state[stateOffset('done', B) + b] = WHO[who](b, B) ? 0 : 1;
        state[stateOffset('token', B) + b] = rng.below(V);
        state[stateOffset('position', B) + b] = someone(T)(b);
      }
      return [state, normals(rng, V * D), undefined, undefined];
    },
    reduction: 1,
    // Copies: any difference is an error.
    scale: 1e-30,
  };
}

/** What a normed number may be at most: hostile rows are divided by their own size, so sqrt(D) bounds it. */
const normedScale = (D: number, weights: number): number => Math.sqrt(D) * LARGEST * weights;

function qkvCases(sizes: Omit<DecodeQkvShape, 'EPS'>, who: Who, values: Values = ordinary): KernelCase[] {
  const shape = { ...sizes, EPS };
  const { B, T, D, H, Hk, Dh } = shape;
  const Q = (H + 2 * Hk) * Dh;
  const title = `${B} rows of ${D}, ${who} running, ${H}/${Hk} heads of ${Dh}, ${values.name}`;
  const shared = (rng: Rng): (readonly number[] | undefined)[] => [
    values(rng, B * D),
    normals(rng, D),
    normals(rng, Q * D),
    [...ropeTable(T, Dh, 10_000)],
    runningOf(who, B, T, someone(T)),
    undefined,
    normals(rng, cacheLength(shape)),
  ];
  const bounds = { reduction: D + FINISH, scale: normedScale(D, LARGEST) };
  return [
    { name: `decodeQkv ${title}`, kernel: decodeQkv, shape, inputs: shared, ...bounds },
    {
      name: `decodeQkvBias ${title}`,
      kernel: decodeQkvBias,
      shape,
      inputs: (rng) => [...shared(rng), normals(rng, Q)],
      ...bounds,
    },
    {
      name: `decodeQkvHeadNorm ${title}`,
      kernel: decodeQkvHeadNorm,
      shape,
      inputs: (rng) => [...shared(rng), normals(rng, headNormsLength(Dh))],
      reduction: D + Dh + 2 * FINISH,
      // Of a normed head an entry is at most sqrt(Dh); values are not normed. A head much smaller than the sums behind it
      // is blown up with their rounding: by less than 8 among these draws.
      scale: 8 * normedScale(D, LARGEST),
    },
  ];
}

function denseCases(B: number, D: number, wide: number, who: Who, values: Values = ordinary): KernelCase[] {
  const title = `${B} rows, ${D} to ${wide}, ${who} running, ${values.name}`;
  const running = runningOf(who, B, 9, someone(9));
  return [
    {
      name: `decodeAdd ${title}`,
      kernel: decodeAdd,
      shape: { M: B, N: wide, K: D },
      inputs: (rng) => [values(rng, B * D), values(rng, wide * D), values(rng, B * wide), running, undefined],
      reduction: D + 1,
      // A term is one product.
      scale: values === hostile ? 1e8 : LARGEST ** 2,
    },
    {
      name: `decodeGateUp ${title}`,
      kernel: decodeGateUp,
      shape: { B, D, F: wide, EPS },
      inputs: (rng) => [values(rng, B * D), normals(rng, D), normals(rng, 2 * wide * D, 0.3), running, undefined],
      // As for the norm and the product, and again for exp, division and product.
      reduction: 2 * (D + FINISH) + EXPONENTIALS,
      // silu(gate) up is at most |gate| |up|, and each factor carries its rounding to the other.
      scale: normedScale(D, LARGEST * 0.3) ** 2,
    },
    {
      name: `decodeLogits ${title}`,
      kernel: decodeLogits,
      shape: { B, D, V: wide, EPS },
      inputs: (rng) => [values(rng, B * D), normals(rng, D), normals(rng, wide * D), running, undefined],
      reduction: D + FINISH,
      scale: normedScale(D, LARGEST),
    },
  ];
}

function attentionCase(shape: DecodeShape, counts: readonly number[], sharpness = 1): KernelCase {
  const { B, T, H, Hk, Dh } = shape;
  return {
    name: `decodeAttention ${H}/${Hk} heads of ${Dh}, ${counts.join()} keys of ${T}, sharpness ${sharpness}`,
    kernel: decodeAttention,
    shape,
    inputs: (rng) => {
      // Beyond a row's position, and in rows that have ended, stands what an older turn left: it must not be read.
      const cache = normals(rng, cacheLength(shape)).map((x, i) => {
        const slot = Math.floor(i / (Hk * Dh)) % (B * T);
        return slot % T < counts[Math.floor(slot / T)]! ? x : Infinity;
      });
      const running = Array.from({ length: runningLength(B) }, () => 0);
      for (const [b, count] of counts.entries()) {
        if (count === 0) continue;
        const i = running[0]!++;
        running[runningOffset('row', B) + i] = b;
        running[runningOffset('position', B) + i] = count - 1;
      }
      return [normals(rng, B * (H + 2 * Hk) * Dh, sharpness), cache, running, undefined];
    },
    reduction: Math.max(...counts) + Dh + EXPONENTIALS,
    scale: LARGEST,
    // A score's rounding is relative to the score, and e^score carries it to everything downstream.
    factor: 4 * sharpness,
  };
}

export const decodeCases: readonly KernelCase[] = [
  beginCase(1, 1, 1, 'all'),
  beginCase(1, 4, 3, 'none'),
  beginCase(7, 5, 9, 'some'),
  beginCase(64, 8, 17, 'all'),
  beginCase(130, 12, 40, 'some'),
  beginCase(9, 16, 8, 'last'),
  // One row a thread up to 8 rows, then four; heads of one pair, an odd number of pairs, and wide loads or none.
  ...qkvCases({ B: 1, T: 1, D: 1, H: 1, Hk: 1, Dh: 2 }, 'all'),
  ...qkvCases({ B: 8, T: 5, D: 12, H: 4, Hk: 2, Dh: 6 }, 'some'),
  ...qkvCases({ B: 9, T: 5, D: 12, H: 4, Hk: 2, Dh: 6 }, 'all'),
  ...qkvCases({ B: 13, T: 7, D: 5, H: 6, Hk: 3, Dh: 4 }, 'some'),
  ...qkvCases({ B: 67, T: 20, D: 64, H: 4, Hk: 4, Dh: 16 }, 'some'),
  ...qkvCases({ B: 10, T: 4, D: 20, H: 2, Hk: 1, Dh: 66 }, 'last'),
  ...qkvCases({ B: 10, T: 4, D: 8, H: 2, Hk: 1, Dh: 8 }, 'none'),
  ...qkvCases({ B: 3, T: 4, D: 64, H: 2, Hk: 1, Dh: 8 }, 'none'),
  ...qkvCases({ B: 13, T: 6, D: 132, H: 3, Hk: 1, Dh: 6 }, 'some'),
  ...qkvCases({ B: 11, T: 6, D: 16, H: 2, Hk: 2, Dh: 8 }, 'all', hostile),
  ...qkvCases({ B: 5, T: 6, D: 16, H: 2, Hk: 2, Dh: 8 }, 'all', zeros),
  ...denseCases(1, 1, 1, 'all'),
  ...denseCases(8, 12, 9, 'some'),
  ...denseCases(9, 12, 9, 'all'),
  ...denseCases(13, 5, 7, 'some'),
  ...denseCases(67, 64, 31, 'some'),
  ...denseCases(64, 64, 192, 'all'),
  ...denseCases(10, 8, 6, 'none'),
  ...denseCases(3, 68, 6, 'none'),
  ...denseCases(13, 132, 7, 'some'),
  ...denseCases(10, 20, 33, 'last'),
  ...denseCases(11, 16, 8, 'all', hostile),
  ...denseCases(6, 16, 8, 'all', zeros),
  attentionCase({ B: 1, T: 1, H: 1, Hk: 1, Dh: 1 }, [1]),
  attentionCase({ B: 3, T: 7, H: 6, Hk: 2, Dh: 5 }, [7, 0, 4]),
  // Fewer keys than lanes, exactly as many, one more, many more; 8 lanes, then 32, 16 and 8 by the size of a head.
  attentionCase({ B: 5, T: 150, H: 4, Hk: 4, Dh: 16 }, [7, 8, 9, 150, 0]),
  attentionCase({ B: 5, T: 300, H: 4, Hk: 2, Dh: 16 }, [31, 32, 33, 300, 0]),
  attentionCase({ B: 2, T: 257, H: 2, Hk: 1, Dh: 128 }, [17, 257]),
  attentionCase({ B: 1, T: 257, H: 1, Hk: 1, Dh: 256 }, [257]),
  attentionCase({ B: 2, T: 70, H: 4, Hk: 1, Dh: 64 }, [70, 2]),
  attentionCase({ B: 2, T: 40, H: 2, Hk: 1, Dh: 22 }, [40, 17]),
  attentionCase({ B: 1, T: 20, H: 1, Hk: 1, Dh: 256 }, [20]),
  attentionCase({ B: 2, T: 90, H: 2, Hk: 2, Dh: 8 }, [90, 50], 30),
];
