/** The committed WebAssembly module is what its source compiles to, small, and free of hidden imports. */
import { expect, it } from 'vitest';
import { compileWasm } from '../../scripts/build-wasm.mjs';
import { wasmBytes } from '../../src/engine/cpu/wasm.ts';

it('kernels.wasm is the build of assembly/ (else: npm run build:wasm)', async () => {
  const fresh = new Uint8Array(await compileWasm());
  const committed = wasmBytes();
  expect(committed.length).toBe(fresh.length);
  expect(committed).toEqual(fresh);
});

it('imports one memory, nothing else, and stays below 40 kB', async () => {
  const bytes = wasmBytes();
  expect(bytes.length).toBeLessThan(40_000);
  expect(WebAssembly.Module.imports(await WebAssembly.compile(bytes))).toEqual([
    { module: 'env', name: 'memory', kind: 'memory' },
  ]);
});
