/**
 * Runs plans on the CPU. In f32 every storage lives in one WebAssembly.Memory: kernels with a binding run in WASM SIMD,
 * the rest as their TypeScript twin on views of the same bytes. In f64 only twins run: the reference executor.
 * `run` computes at once; nothing is queued. Must not contain a kernel.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { Counters, DeviceLoss, Executable, Executor, Repeat } from '../executor.ts';
import type { Op, Plan } from '../plan.ts';
import type { DType, Numbers, Storage, Tensor } from '../tensor.ts';
import type { Place } from './binding.ts';
import { BINDINGS } from './bindings.ts';
import { ArrayHeap, WasmHeap, type Block, type Heap } from './heap.ts';
import { instantiate, type WasmKernels } from './wasm.ts';

/** Everything one op needs, found once so that a replay allocates nothing. */
interface Step {
  readonly op: Op;
  readonly lengths: readonly number[];
  /** Runs the op; null until bound to the memory as it is now. */
  call: (() => void) | null;
}

interface CpuExecutable extends Executable {
  readonly owner: CpuExecutor;
  readonly steps: readonly Step[];
  /** The executor's epoch that the steps are bound to. */
  epoch: number;
}

export class CpuExecutor implements Executor {
  readonly kind = 'cpu';
  readonly precision: 'f32' | 'f64';
  readonly label: string;
  readonly counters: Counters = { dispatches: 0, submits: 0, readbacks: 0, bytes: 0, peakBytes: 0 };
  readonly lost: Promise<DeviceLoss>;
  readonly #heap: Heap;
  readonly #wasm: WasmKernels | null;
  readonly #blocks = new Map<number, Block>();
  #scratch: Block | null = null;
  #compileMs: number;
  #nextId = 1;
  /** Grows when a storage goes; with the heap's generation it tells whether bound steps are still good. */
  #frees = 0;
  #loss: DeviceLoss | null = null;
  #resolveLost!: (loss: DeviceLoss) => void;

  private constructor(heap: Heap, wasm: WasmKernels | null, compileMs: number) {
    this.#heap = heap;
    this.#wasm = wasm;
    this.#compileMs = compileMs;
    this.precision = wasm === null ? 'f64' : 'f32';
    this.label = wasm === null ? 'CPU · f64 reference' : 'CPU · WASM SIMD';
    this.lost = new Promise((resolve) => (this.#resolveLost = resolve));
  }

  static async create(options: { readonly precision: 'f32' | 'f64' }): Promise<CpuExecutor> {
    if (options.precision === 'f64') return new CpuExecutor(new ArrayHeap(), null, 0);
    const before = performance.now();
    const { memory, kernels } = await instantiate();
    return new CpuExecutor(new WasmHeap(memory, kernels.heapBase()), kernels, performance.now() - before);
  }

  get compileMs(): number {
    return this.#compileMs;
  }

  /** One way for each kernel: nothing is chosen here. */
  readonly kernels = {};

  adopt(): void {
    // Choices are about graphics adapters.
  }

  allowHalf(wanted: boolean): boolean {
    return !wanted;
  }

  allocate(name: string, dtype: DType, length: number): Storage {
    this.#alive();
    const storage: Storage = { id: this.#nextId++, name, dtype, length };
    this.#blocks.set(storage.id, this.#take(name, dtype, length));
    return storage;
  }

  free(storage: Storage): void {
    this.#alive();
    this.#give(this.#block(storage));
    this.#blocks.delete(storage.id);
    this.#frees++;
  }

  write(tensor: Tensor, data: Numbers): void {
    this.#alive();
    const { storage } = tensor;
    if (data.length > tensor.length)
      throw new TurnlabError('bad-argument', `${storage.name} holds ${tensor.length} numbers, got ${data.length}.`);
    if ((storage.dtype === 'u32') !== data instanceof Uint32Array)
      throw new TurnlabError('bad-argument', `${storage.name} holds ${storage.dtype}, got ${data.constructor.name}.`);
    this.#heap.view(this.#block(storage), tensor.offset, data.length).set(data);
  }

  read(tensors: readonly Tensor[]): Promise<Numbers[]> {
    return Promise.resolve().then(() => {
      this.#alive();
      this.counters.readbacks++;
      return tensors.map((t) => this.#heap.view(this.#block(t.storage), t.offset, t.length).slice());
    });
  }

  compile(plan: Plan, progress?: (done: number, total: number) => void): Promise<Executable> {
    return Promise.resolve().then(() => {
      this.#alive();
      const steps = plan.ops.map((op): Step => ({ op, lengths: op.kernel.lengths(op.shape), call: null }));
      if (this.#wasm !== null) this.#reserveScratch(plan);
      const executable: CpuExecutable = { plan, owner: this, steps, epoch: -1 };
      this.#bind(executable);
      progress?.(steps.length, steps.length);
      return executable;
    });
  }

  run(executable: Executable, repeat?: Repeat): void {
    this.#alive();
    const mine = executable as CpuExecutable;
    if (mine.owner !== this) throw new TurnlabError('bad-argument', 'This plan was compiled by another executor.');
    if (mine.epoch !== this.#epoch) this.#bind(mine);
    const until =
      repeat && this.#heap.view(this.#block(repeat.until.storage), repeat.until.offset, repeat.until.length);
    for (let replay = 0; replay < (repeat?.times ?? 1); replay++) {
      if (until?.includes(0) === false) break;
      for (const step of mine.steps) step.call!();
      this.counters.dispatches += mine.steps.length;
    }
    this.counters.submits++;
  }

  lose(): void {
    this.#end({ reason: 'lost on request', expected: false });
  }

  dispose(): void {
    this.#end({ reason: 'disposed', expected: true });
  }

  #end(loss: DeviceLoss): void {
    if (this.#loss !== null) return;
    this.#loss = loss;
    for (const block of this.#blocks.values()) this.#give(block);
    this.#blocks.clear();
    if (this.#scratch !== null) this.#give(this.#scratch);
    this.#scratch = null;
    this.#resolveLost(loss);
  }

  get #epoch(): number {
    return this.#heap.generation + this.#frees;
  }

  #alive(): void {
    if (this.#loss === null) return;
    throw new TurnlabError('device-lost', `This CPU executor is gone: ${this.#loss.reason}.`, 'Start it again.');
  }

  #block(storage: Storage): Block {
    const block = this.#blocks.get(storage.id);
    if (block === undefined) throw new TurnlabError('bad-argument', `${storage.name} is not allocated here.`);
    return block;
  }

  #take(name: string, dtype: DType, length: number): Block {
    const block = this.#heap.allocate(name, dtype, length);
    this.counters.bytes += block.bytes;
    this.counters.peakBytes = Math.max(this.counters.peakBytes, this.counters.bytes);
    return block;
  }

  #give(block: Block): void {
    this.#heap.release(block);
    this.counters.bytes -= block.bytes;
  }

  /** One scratch block serves every op, because ops run one after another. */
  #reserveScratch(plan: Plan): void {
    let floats = 0;
    for (const { kernel, shape } of plan.ops)
      floats = Math.max(floats, BINDINGS.get(kernel.name)?.scratch?.(shape) ?? 0);
    if (floats * 4 <= (this.#scratch?.bytes ?? 0)) return;
    if (this.#scratch !== null) this.#give(this.#scratch);
    this.#scratch = null;
    this.#scratch = this.#take('scratch', 'f32', floats);
    this.#frees++;
  }

  #bind(executable: CpuExecutable): void {
    for (const step of executable.steps) step.call = this.#callOf(step);
    executable.epoch = this.#epoch;
  }

  #callOf({ op, lengths }: Step): () => void {
    const { kernel, shape, args } = op;
    const blocks = args.map((t) => this.#block(t.storage));
    const views = args.map((t, i) => this.#heap.view(blocks[i]!, t.offset, lengths[i]!));
    const binding = this.#wasm === null ? undefined : BINDINGS.get(kernel.name);
    if (binding === undefined) return () => kernel.run(shape, views);
    const pointers = args.map((t, i) => blocks[i]!.address + t.offset * 4);
    return binding.bind(this.#wasm!, shape, { pointers, views, scratch: this.#scratchPlace() });
  }

  #scratchPlace(): Place['scratch'] {
    const block = this.#scratch;
    if (block === null) return { pointer: 0, view: new Float32Array() };
    return { pointer: block.address, view: this.#heap.view(block, 0, block.bytes / 4) as Float32Array };
  }
}
