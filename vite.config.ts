import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Lets the page use high-resolution timers and shared memory where the host allows it; nothing depends on it. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  server: { headers: isolation },
  preview: { headers: isolation },
  build: { target: 'es2023', chunkSizeWarningLimit: 400 },
});
