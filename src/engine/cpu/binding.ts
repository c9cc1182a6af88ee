/** How a kernel finds its WebAssembly: what bindings.ts lists and the executor calls. Must not know any kernel. */
import type { Kernel, Shape } from '../kernel.ts';
import type { Numbers } from '../tensor.ts';
import type { WasmKernels } from './wasm.ts';

/** Where an op's arguments and its scratch lie, as addresses for WebAssembly and as views for TypeScript. */
export interface Place {
  /** Byte address of each argument. */
  readonly pointers: readonly number[];
  /** Each argument, exactly as long as the kernel's contract says. */
  readonly views: readonly Numbers[];
  /** At least as many floats as the binding asked for; holds nothing between ops. */
  readonly scratch: { readonly pointer: number; readonly view: Float32Array };
}

export interface Binding<S extends Shape = Shape> {
  /** Floats of scratch the op needs; none when absent. */
  scratch?(shape: S): number;
  /** Called once per op and memory; what it returns is called every replay and should allocate nothing. */
  bind(wasm: WasmKernels, shape: S, place: Place): () => void;
}

/** The binding under its kernel's name, its shape type forgotten. */
export function entry<S extends Shape>(kernel: Kernel<S>, binding: Binding<S>): readonly [string, Binding] {
  return [kernel.name, binding];
}
