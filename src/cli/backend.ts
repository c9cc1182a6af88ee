/**
 * Opens an executor on Node: our CPU code, or WebGPU through Dawn (the optional `webgpu` package). Must not know what is
 * run on it.
 */
import { existsSync } from 'node:fs';
import { TurnlabError } from '../core/errors.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import type { Executor } from '../engine/executor.ts';
import { openDevice } from '../engine/webgpu/device.ts';
import { WebGpuExecutor } from '../engine/webgpu/executor.ts';
import { choiceOf, type Flag } from './flags.ts';

export const BACKEND_FLAG: Flag = {
  name: 'backend',
  value: 'cpu|webgpu|auto',
  help: 'Where to compute; auto = a graphics card when there is one, else the CPU. [auto]',
};

/** Dawn frees the GPU once its entry object is collected, so it is kept for the life of the process. */
let dawn: GPU | undefined;

async function openDawn(): Promise<GPU> {
  if (dawn) return dawn;
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    dawn = create([]);
    return dawn;
  } catch (cause) {
    throw new TurnlabError(
      'no-webgpu',
      'WebGPU on Node needs the optional package "webgpu", which is not installed or does not run here.',
      'Use --backend cpu.',
      { cause },
    );
  }
}

async function openOnDawn(allowFallback: boolean): Promise<Executor> {
  const found = await openDevice(await openDawn());
  const executor = new WebGpuExecutor(found, { measure: !found.isFallbackAdapter });
  if (executor.isFallbackAdapter && !allowFallback) {
    executor.dispose();
    throw new TurnlabError('no-webgpu', 'The only WebGPU adapter is a software one.');
  }
  return executor;
}

/** Where Linux shows a graphics card. Without one, loading Dawn would only print its own complaints. */
const LINUX_DEVICES = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];
const mayHaveGraphicsCard = (): boolean =>
  process.platform !== 'linux' || LINUX_DEVICES.some((path) => existsSync(path));

/** Throws TurnlabError `no-webgpu` for `webgpu` without a device; `auto` falls back to the CPU. */
export async function openExecutor(flags: ReadonlyMap<string, string>): Promise<Executor> {
  const choice = choiceOf('backend', flags.get('backend') ?? 'auto', ['cpu', 'webgpu', 'auto']);
  if (choice === 'webgpu') return openOnDawn(true);
  if (choice === 'auto' && mayHaveGraphicsCard())
    try {
      return await openOnDawn(false);
    } catch (thrown) {
      if (!(thrown instanceof TurnlabError) || thrown.code !== 'no-webgpu') throw thrown;
    }
  return CpuExecutor.create({ precision: 'f32' });
}
