/**
 * Where the CPU executor's numbers live. `WasmHeap` keeps every storage in one WebAssembly.Memory, so that WASM functions
 * and typed-array views see the same bytes; `ArrayHeap` gives each storage its own array, in f64.
 * Must not know about kernels or plans.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { DType, Numbers } from '../tensor.ts';

/** One allocation. `address` is in bytes, 0 where there is no shared memory. */
export interface Block {
  readonly address: number;
  /** What the allocation really takes, in bytes. */
  readonly bytes: number;
  readonly dtype: DType;
  readonly array: Numbers | null;
}

export interface Heap {
  /** Zero-filled. Throws TurnlabError `out-of-memory`. */
  allocate(name: string, dtype: DType, length: number): Block;
  release(block: Block): void;
  /** A live view, not a copy; `offset` and `length` in elements. */
  view(block: Block, offset: number, length: number): Numbers;
  /** Changes whenever views made earlier no longer reach the memory. */
  readonly generation: number;
}

const PAGE = 65_536;
/** A cache line, and four times what SIMD loads prefer. */
const LINE = 64;
const LIMIT = PAGE * PAGE;

const outOfMemory = (name: string, bytes: number, cause?: unknown): TurnlabError =>
  new TurnlabError(
    'out-of-memory',
    `No memory left for ${name} (${(bytes / 2 ** 20).toFixed(1)} MiB).`,
    'Choose a smaller model, fewer groups or shorter episodes.',
    { cause },
  );

interface Hole {
  address: number;
  bytes: number;
}

export class WasmHeap implements Heap {
  readonly #memory: WebAssembly.Memory;
  /** Free ranges by address; neighbours are always merged. */
  readonly #holes: Hole[];
  #generation = 0;

  /** Everything from byte `base` on is the heap's. */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    const address = Math.ceil(base / LINE) * LINE;
    this.#holes = [{ address, bytes: memory.buffer.byteLength - address }];
  }

  get generation(): number {
    return this.#generation;
  }

  allocate(name: string, dtype: DType, length: number): Block {
    const bytes = Math.max(LINE, Math.ceil((length * 4) / LINE) * LINE);
    let index = this.#bestFit(bytes);
    if (index < 0) {
      this.#grow(name, bytes);
      index = this.#holes.length - 1;
    }
    const hole = this.#holes[index]!;
    const address = hole.address;
    hole.address += bytes;
    hole.bytes -= bytes;
    if (hole.bytes === 0) this.#holes.splice(index, 1);
    new Uint8Array(this.#memory.buffer, address, bytes).fill(0);
    return { address, bytes, dtype, array: null };
  }

  release(block: Block): void {
    const next = this.#holes.findIndex((hole) => hole.address > block.address);
    const at = next < 0 ? this.#holes.length : next;
    this.#holes.splice(at, 0, { address: block.address, bytes: block.bytes });
    this.#merge(at);
    if (at > 0) this.#merge(at - 1);
  }

  view(block: Block, offset: number, length: number): Numbers {
    const start = block.address + offset * 4;
    return block.dtype === 'u32'
      ? new Uint32Array(this.#memory.buffer, start, length)
      : new Float32Array(this.#memory.buffer, start, length);
  }

  #bestFit(bytes: number): number {
    let best = -1;
    for (const [i, hole] of this.#holes.entries())
      if (hole.bytes >= bytes && (best < 0 || hole.bytes < this.#holes[best]!.bytes)) best = i;
    return best;
  }

  /** Afterwards the last hole holds `bytes`. */
  #grow(name: string, bytes: number): void {
    const end = this.#memory.buffer.byteLength;
    const last = this.#holes.at(-1);
    const tail = last !== undefined && last.address + last.bytes === end ? last.bytes : 0;
    // Growing by an eighth at least keeps the number of growths, and so of stale views, logarithmic.
    const wanted = Math.max(bytes - tail, Math.min(end / 8, LIMIT - end));
    try {
      if (end + wanted > LIMIT) throw new RangeError('beyond the 4 GiB that WebAssembly can address');
      this.#memory.grow(Math.ceil(wanted / PAGE));
    } catch (cause) {
      throw outOfMemory(name, bytes, cause);
    }
    this.#generation++;
    const added = this.#memory.buffer.byteLength - end;
    if (tail > 0) last!.bytes += added;
    else this.#holes.push({ address: end, bytes: added });
  }

  #merge(index: number): void {
    const hole = this.#holes[index]!;
    const next = this.#holes[index + 1];
    if (next === undefined || hole.address + hole.bytes !== next.address) return;
    hole.bytes += next.bytes;
    this.#holes.splice(index + 1, 1);
  }
}

export class ArrayHeap implements Heap {
  readonly generation = 0;

  allocate(name: string, dtype: DType, length: number): Block {
    const bytes = length * (dtype === 'u32' ? 4 : 8);
    try {
      const array = dtype === 'u32' ? new Uint32Array(length) : new Float64Array(length);
      return { address: 0, bytes, dtype, array };
    } catch (cause) {
      throw outOfMemory(name, bytes, cause);
    }
  }

  release(): void {
    // The garbage collector does it once the executor forgets the block.
  }

  view(block: Block, offset: number, length: number): Numbers {
    return block.array!.subarray(offset, offset + length);
  }
}
