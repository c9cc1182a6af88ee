/**
 * A compiled plan: pipelines, bind groups and grids, ready to be encoded again and again. Long plans are cut into several
 * submits, so that no one submit keeps the GPU from drawing the page (or trips a driver's watchdog). The cuts depend on
 * measured time; the results do not. Must not create a GPU object per run beyond encoders and command buffers.
 */
import type { Executable } from '../executor.ts';
import type { Plan } from '../plan.ts';

export interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** Longest submit to aim for, in milliseconds: about one frame. */
const SUBMIT_MS = 20;
/** Ops in a submit while nothing has been measured. */
const FIRST_OPS = 16;
/** Measurements after which the cuts stay as they are. */
const MEASUREMENTS = 3;

export class Replay implements Executable {
  readonly plan: Plan;
  /** The executor that made it. */
  readonly owner: object;
  /** The memory's count of frees when every tensor of the plan was last known to be there. */
  checkedAt = -1;
  readonly #device: GPUDevice;
  readonly #steps: readonly Step[];
  #opsPerSubmit = FIRST_OPS;
  #msPerOp = Infinity;
  #measurements = 0;

  constructor(plan: Plan, owner: object, device: GPUDevice, steps: readonly Step[]) {
    this.plan = plan;
    this.owner = owner;
    this.#device = device;
    this.#steps = steps;
  }

  get dispatches(): number {
    return this.#steps.length;
  }

  /** Queues `times` replays, short ones together in a submit; returns the number of submits. `idle`: the queue was empty,
   * so the time taken can be measured. */
  run(idle: boolean, times = 1): number {
    const { queue } = this.#device;
    const start = performance.now();
    const ops = times * this.#steps.length;
    let submits = 0;
    for (let from = 0; from < ops; from += this.#opsPerSubmit) {
      queue.submit([this.#encode(from, Math.min(from + this.#opsPerSubmit, ops))]);
      submits++;
    }
    if (idle && this.#measurements < MEASUREMENTS) {
      this.#measurements++;
      void this.#measure(start, ops);
    }
    return submits;
  }

  /** The smallest measurement counts: the others also hold first-use compilation or a busy event loop. */
  async #measure(start: number, ops: number): Promise<void> {
    try {
      await this.#device.queue.onSubmittedWorkDone();
    } catch {
      return; // The device is lost, which the next call reports.
    }
    this.#msPerOp = Math.min(this.#msPerOp, (performance.now() - start) / ops);
    this.#opsPerSubmit = Math.max(1, Math.floor(SUBMIT_MS / this.#msPerOp));
  }

  #encode(from: number, to: number): GPUCommandBuffer {
    const encoder = this.#device.createCommandEncoder({ label: this.plan.name });
    const pass = encoder.beginComputePass({ label: this.plan.name });
    let pipeline: GPUComputePipeline | null = null;
    for (let i = from; i < to; i++) {
      const step = this.#steps[i % this.#steps.length]!;
      if (step.pipeline !== pipeline) pass.setPipeline(step.pipeline);
      pipeline = step.pipeline;
      pass.setBindGroup(0, step.bindGroup);
      pass.dispatchWorkgroups(...step.workgroups);
    }
    pass.end();
    return encoder.finish();
  }
}
