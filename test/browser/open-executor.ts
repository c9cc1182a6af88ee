/** One WebGPU executor for a test file: opened before its tests, disposed after them. */
import { afterAll, beforeAll } from 'vitest';
import { openWebGpu, type WebGpuExecutor } from '../../src/engine/webgpu/executor.ts';

/** Call at the top of a file; call what it returns inside tests. */
export function sharedWebGpu(): () => WebGpuExecutor {
  let executor: WebGpuExecutor | undefined;
  beforeAll(async () => {
    executor = await openWebGpu();
  });
  afterAll(() => executor?.dispose());
  return () => executor!;
}
