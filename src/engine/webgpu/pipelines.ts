/**
 * Compiles kernels, once per WGSL text. Layouts are explicit, made from each kernel's argument access: `layout: 'auto'`
 * would drop a binding the shader does not use and turn every dispatch into a silent no-op.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { Access, Kernel } from '../kernel.ts';
import type { Op } from '../plan.ts';
import { COMPUTE_STAGE } from './flags.ts';
import { specialise } from './specialise.ts';

export interface CompiledKernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

export class Pipelines {
  readonly #device: GPUDevice;
  readonly #layouts = new Map<string, { bind: GPUBindGroupLayout; pipeline: GPUPipelineLayout }>();
  readonly #compiled = new Map<string, Promise<CompiledKernel>>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Throws TurnlabError `internal` with file:line for WGSL that does not compile. */
  compile({ kernel, shape }: Op): Promise<CompiledKernel> {
    const code = specialise(kernel.wgsl(shape), shape);
    const access = kernel.args.map((arg) => arg.access);
    const key = `${access.join()}\n${code}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = this.#create(kernel, code, access);
    this.#compiled.set(key, compiled);
    return compiled;
  }

  async #create(kernel: Kernel, code: string, access: readonly Access[]): Promise<CompiledKernel> {
    const device = this.#device;
    const layout = this.#layout(access);
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label: kernel.name, code });
    const invalid = device.popErrorScope();
    try {
      if ((await invalid) !== null) throw new Error('the shader module is invalid');
      const pipeline = await device.createComputePipelineAsync({
        label: kernel.name,
        layout: layout.pipeline,
        compute: { module, entryPoint: 'main' },
      });
      return { pipeline, layout: layout.bind };
    } catch (cause) {
      throw await compileError(kernel, module, cause);
    }
  }

  #layout(access: readonly Access[]): { bind: GPUBindGroupLayout; pipeline: GPUPipelineLayout } {
    const key = access.map((one) => (one === 'read' ? 'r' : 'w')).join('');
    const known = this.#layouts.get(key);
    if (known !== undefined) return known;
    const bind = this.#device.createBindGroupLayout({
      label: key,
      entries: access.map((one, binding) => ({
        binding,
        visibility: COMPUTE_STAGE,
        buffer: { type: one === 'read' ? 'read-only-storage' : 'storage' },
      })),
    });
    const pipeline = this.#device.createPipelineLayout({ label: key, bindGroupLayouts: [bind] });
    const layout = { bind, pipeline };
    this.#layouts.set(key, layout);
    return layout;
  }
}

async function compileError(kernel: Kernel, module: GPUShaderModule, cause: unknown): Promise<TurnlabError> {
  const { messages } = await module.getCompilationInfo();
  const lines = messages.map((m) => `${kernel.name}.wgsl:${m.lineNum}:${m.linePos} ${m.type}: ${m.message}`);
  // A module can be valid and still not fit its layout; then only the pipeline's own error says why.
  if (lines.length === 0) lines.push(`${kernel.name}.wgsl: ${cause instanceof Error ? cause.message : String(cause)}`);
  return new TurnlabError('internal', lines.join('\n'), 'Please report this with the text of the error.', { cause });
}
