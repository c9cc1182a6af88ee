import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './scripts/browser.mjs';
import { isolation } from './vite.config.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'test/node/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
      {
        server: { headers: isolation },
        worker: { format: 'es' },
        // Named here because a package that vite discovers in the middle of a run gives the page a second React.
        optimizeDeps: {
          exclude: ['onnxruntime-web'],
          include: [
            '@base-ui/react/dialog',
            '@base-ui/react/popover',
            '@jax-js/jax',
            '@tensorflow/tfjs',
            '@tensorflow/tfjs-backend-webgpu',
            'fast-check',
            'fflate',
            'idb',
            'react',
            'react-dom',
            'react-dom/client',
            'react/jsx-dev-runtime',
            'uplot',
            'zustand',
            'zustand/vanilla',
          ],
        },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts', 'test/browser/**/*.test.tsx'],
          setupFiles: ['test/browser/setup.ts'],
          fileParallelism: false,
          // The default second is not enough for a lazily loaded part of the page on a busy machine.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: await launchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
