import { spawnSync } from 'node:child_process';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Lets the page use high-resolution timers and shared memory where the host allows it; nothing depends on it. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Libraries that only the bench loads, to compare itself with. */
const PEER = /node_modules\/(?:@(jax-js|tensorflow)|(onnxruntime-web)\/dist\/ort\.webgpu)/;
function workerFile({ moduleIds }: { readonly moduleIds: readonly string[] }): string {
  const [peer] = moduleIds.flatMap((id) => PEER.exec(id)?.slice(1) ?? []).filter(Boolean);
  return peer ? `assets/peer-${peer}-[hash].js` : 'assets/[name]-[hash].js';
}

/** What the first view needs and others share: one file is smaller than the ten that it would be. Without effects, so that it may
 * run before ui/usable-language.ts. */
const BASICS = /src\/core\/(?:environments|errors|\w*-?settings?|wilson|ring|rng|picture)\.ts/;

/** Names every built file in files.json, so that public/sw.js can keep the whole site for offline use; but for
 * onnxruntime’s WebAssembly (14 and 27 MB) and the bench’s peers, which most people never need. */
const fileList = (): Plugin => ({
  name: 'file-list',
  apply: 'build',
  enforce: 'post',
  generateBundle(_, bundle) {
    const built = Object.keys(bundle).filter((name) => name !== 'index.html' && !/ort[-.]wasm|\/peer-/.test(name));
    const source = JSON.stringify(['./', 'favicon.svg', 'recorded-run.json', ...built.sort()], null, 1);
    this.emitFile({ type: 'asset', fileName: 'files.json', source });
  },
});

/** Which code this is, for the bench's report: "cd192b1", "cd192b1-dirty"; empty where there is no git. */
const commit = (): string =>
  spawnSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { encoding: 'utf8' }).stdout?.trim() ?? '';

export default defineConfig({
  base: './',
  plugins: [react(), fileList()],
  define: { 'import.meta.env.VITE_COMMIT': JSON.stringify(commit()) },
  worker: { format: 'es', rolldownOptions: { output: { chunkFileNames: workerFile } } },
  optimizeDeps: {
    // It finds its WebAssembly by its own address.
    exclude: ['onnxruntime-web'],
    // Found only in the middle of a measurement, they would reload the page.
    include: ['@jax-js/jax', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-webgpu'],
  },
  server: { headers: isolation },
  preview: { headers: isolation },
  // Browsers of that year know modulepreload; one that does not only loads a little later.
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 400,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'basics', test: BASICS }] } } },
  },
});
