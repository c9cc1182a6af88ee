// Compiles assembly/ (AssemblyScript) to src/engine/cpu/kernels.wasm, which is committed so that neither the page nor the
// tests need the compiler. `compileWasm` gives the bytes without writing; a test compares them with the committed file.
import { mkdtemp, readFile, rm, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src/engine/cpu/kernels.wasm');

/** Compiles into a fresh folder and hands the path of the .wasm to `take`. */
async function compileTo(take) {
  const folder = await mkdtemp(join(tmpdir(), 'turnlab-wasm-'));
  try {
    const file = join(folder, 'kernels.wasm');
    const flags = [
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
      '--zeroFilledMemory',
    ];
    const source = join(root, 'assembly/index.ts');
    const { error } = await main([source, ...flags, '--baseDir', root, '-o', file], { stderr: process.stderr });
    if (error) throw error;
    return await take(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const compileWasm = () => compileTo((file) => readFile(file));

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await compileTo((file) => copyFile(file, target));
  console.log(`${target}: ${(await readFile(target)).length} bytes`);
}
