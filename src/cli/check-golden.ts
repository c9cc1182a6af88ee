/**
 * `check:golden`: compares golden folders (PyTorch's numbers) with our own on every executor there is, a line a
 * quantity. Must not know how a case is computed: golden-case.ts does.
 */
import { join } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import type { Executor } from '../engine/executor.ts';
import type { ModelFiles } from '../model/folder.ts';
import { openExecutor } from './backend.ts';
import { choiceOf, parseArguments, type Flag } from './flags.ts';
import { checkCase, passes } from './golden-case.ts';
import { readFile } from './run-folder.ts';

const BACKENDS = ['auto', 'f64', 'cpu', 'webgpu'] as const;
type Backend = (typeof BACKENDS)[number];

export const CHECK_GOLDEN_FLAGS: readonly Flag[] = [
  {
    name: 'backend',
    value: BACKENDS.join('|'),
    help: 'auto = the f64 twins, the CPU, and WebGPU where there is one. [auto]',
  },
  { name: 'json', help: 'One JSON object a quantity on stdout.' },
];

const FILES = ['case.json', 'config.json', 'model.safetensors', 'expected.safetensors'];

/** Largest error relative to a tensor's norm. The expected tensors are stored in f32. */
const TOLERANCE = { f64: 1e-6, f32: 1e-4 } as const;

/** 0 when every quantity of every folder is within tolerance on every executor, 1 otherwise. */
export async function checkGolden(argv: readonly string[]): Promise<number> {
  const { flags, positional } = parseArguments(argv, CHECK_GOLDEN_FLAGS, Infinity);
  if (positional.length === 0)
    throw new TurnlabError(
      'bad-argument',
      'check:golden needs at least one DIR.',
      'Name a folder like test/golden/llama-tiny.',
    );
  const backend = choiceOf('backend', flags.get('backend') ?? 'auto', BACKENDS);
  const cases = positional.map((folder) => ({ folder, files: readCase(folder) }));
  const executors = await openExecutors(backend);
  let failed = 0;
  try {
    for (const { folder, files } of cases)
      for (const executor of executors) failed += await report(folder, files, executor, flags.has('json'));
  } finally {
    for (const executor of executors) executor.dispose();
  }
  if (!flags.has('json')) process.stdout.write(failed === 0 ? 'all within tolerance\n' : `${failed} past tolerance\n`);
  return failed === 0 ? 0 : 1;
}

const readCase = (folder: string): ModelFiles =>
  Object.fromEntries(FILES.map((name) => [name, readFile(join(folder, name))]));

async function openExecutors(backend: Backend): Promise<Executor[]> {
  switch (backend) {
    case 'f64':
      return [await CpuExecutor.create({ precision: 'f64' })];
    case 'cpu':
      return [await CpuExecutor.create({ precision: 'f32' })];
    case 'webgpu':
      return [await openExecutor(new Map([['backend', 'webgpu']]))];
    case 'auto':
      return [...(await openExecutors('f64')), ...(await openExecutors('cpu')), ...(await webGpuIfAny())];
    default:
      return backend satisfies never;
  }
}

async function webGpuIfAny(): Promise<Executor[]> {
  try {
    return await openExecutors('webgpu');
  } catch (thrown) {
    if (thrown instanceof TurnlabError && thrown.code === 'no-webgpu') return [];
    throw thrown;
  }
}

/** Prints the lines of one folder on one executor; returns how many fail. */
async function report(folder: string, files: ModelFiles, executor: Executor, json: boolean): Promise<number> {
  const lines = await checkCase(files, executor, TOLERANCE[executor.precision]);
  for (const line of lines) {
    const pass = passes(line);
    const text = json
      ? JSON.stringify({ folder, executor: executor.label, ...line, pass })
      : [
          pass ? 'pass' : 'FAIL',
          `${executor.kind} ${executor.precision}`.padEnd(10),
          `error ${line.error.toExponential(2)}`,
          `tolerance ${line.tolerance.toExponential(2)}`,
          `${folder}: ${line.quantity}`,
        ].join('  ');
    process.stdout.write(`${text}\n`);
  }
  return lines.filter((line) => !passes(line)).length;
}
