/**
 * A compiled plan: pipelines, bind groups and grids, ready to be encoded again and again. Long plans are cut into several
 * submits (pace.ts says where); short ones that run several times in a row share a submit. The cuts depend on measured time;
 * the results do not. Must not create a GPU object per run beyond encoders and command buffers.
 */
import type { Executable } from '../executor.ts';
import type { Plan } from '../plan.ts';
import { Pace, type Speed } from './pace.ts';
import type { SubmitClock } from './submit-clock.ts';

export interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** What all plans of a device share. */
export interface Tempo {
  readonly speed: Speed;
  readonly clock: SubmitClock;
}

export class Replay implements Executable {
  readonly plan: Plan;
  /** The executor that made it. */
  readonly owner: object;
  /** The memory's count of frees when every tensor of the plan was last known to be there. */
  checkedAt = -1;
  readonly #device: GPUDevice;
  readonly #steps: readonly Step[];
  readonly #pace: Pace;
  readonly #clock: SubmitClock;

  constructor(plan: Plan, owner: object, device: GPUDevice, steps: readonly Step[], { speed, clock }: Tempo) {
    this.plan = plan;
    this.owner = owner;
    this.#device = device;
    this.#steps = steps;
    this.#pace = new Pace(
      plan.ops.map(({ kernel, shape }) => kernel.flops?.(shape) ?? 0),
      speed,
    );
    this.#clock = clock;
  }

  get dispatches(): number {
    return this.#steps.length;
  }

  /** Queues `times` replays; returns the number of submits. */
  run(times = 1): number {
    const cuts = this.#pace.cuts(times);
    for (const cut of cuts) {
      this.#device.queue.submit([this.#encode(cut.from, cut.to)]);
      this.#clock.watch(cut.ms, (ms) => this.#pace.learn(cut, ms));
    }
    return cuts.length;
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
