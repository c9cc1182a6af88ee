import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Lets the page use high-resolution timers and shared memory where the host allows it; nothing depends on it. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Names every built file in files.json, so that public/sw.js can keep the whole site for offline use; but for
 * onnxruntime, whose 14 MB most people never need. */
const fileList = (): Plugin => ({
  name: 'file-list',
  apply: 'build',
  enforce: 'post',
  generateBundle(_, bundle) {
    const built = Object.keys(bundle).filter((name) => name !== 'index.html' && !name.includes('.wasm'));
    const source = JSON.stringify(['./', 'favicon.svg', 'recorded-run.json', ...built.sort()], null, 1);
    this.emitFile({ type: 'asset', fileName: 'files.json', source });
  },
});

export default defineConfig({
  base: './',
  plugins: [react(), fileList()],
  worker: { format: 'es' },
  // It finds its WebAssembly by its own address.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: isolation },
  preview: { headers: isolation },
  build: { target: 'es2023', chunkSizeWarningLimit: 400 },
});
