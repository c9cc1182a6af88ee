/**
 * Chooses and opens an executor: WebGPU on a real GPU, else the CPU. Says in one sentence when the person did not get
 * what `auto` hopes for. Must not know what is trained.
 */
import { asTurnlabError } from '../core/errors.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import type { ChoiceStore } from '../engine/choices.ts';
import type { Executor } from '../engine/executor.ts';
import { openDevice } from '../engine/webgpu/device.ts';
import { WebGpuExecutor } from '../engine/webgpu/executor.ts';
import type { BackendChoice } from './protocol.ts';

export interface Backend {
  readonly executor: Executor;
  /** True when WebGPU itself runs on the CPU. */
  readonly software: boolean;
  readonly notice: string;
}

export type OpenBackend = (choice: BackendChoice, store: ChoiceStore) => Promise<Backend>;

/** `store` keeps what is measured of the graphics adapter. A software adapter is not measured: plain kernels are its best. */
export async function openBackend(choice: BackendChoice, store: ChoiceStore): Promise<Backend> {
  if (choice === 'cpu') return { executor: await openCpu(), software: false, notice: '' };
  try {
    const found = await openDevice();
    const software = found.isFallbackAdapter;
    const executor = new WebGpuExecutor(found, { measure: !software, store });
    if (!software) return { executor, software, notice: '' };
    if (choice === 'webgpu')
      return {
        executor,
        software,
        notice: 'This WebGPU adapter is software: expect it to be several times slower than the CPU backend.',
      };
    executor.dispose();
    return {
      executor: await openCpu(),
      software: false,
      notice: 'This browser’s WebGPU runs in software, which is slower than our CPU code, so training runs on the CPU.',
    };
  } catch (thrown) {
    const error = asTurnlabError(thrown);
    if (choice === 'webgpu') throw error;
    return { executor: await openCpu(), software: false, notice: `${error.message} Training runs on the CPU instead.` };
  }
}

const openCpu = (): Promise<Executor> => CpuExecutor.create({ precision: 'f32' });
