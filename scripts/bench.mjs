/**
 * `npm run bench`: serves src/bench/bench.html, opens it in headless Chromium (scripts/browser.mjs finds one) and prints
 * what it reports. WEBGPU_ADAPTER=default uses the machine's own GPU instead of the software adapter.
 */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { launchOptions } from './browser.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);

/** With these headers a page may share memory between threads. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  cacheDir: join(root, 'node_modules', '.cache', 'turnlab-bench'),
  server: {
    host: '127.0.0.1',
    port: 0,
    hmr: false,
    watch: null,
    headers: args.includes('--one-thread') ? {} : isolation,
  },
  optimizeDeps: {
    // Known beforehand: finding one later would reload the page in the middle of a run.
    noDiscovery: true,
    include: ['@jax-js/jax', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-webgpu'],
    exclude: ['onnxruntime-web'],
  },
});

async function inBrowser() {
  const { args: flags, ...options } = await launchOptions();
  const browser = await chromium.launch({
    ...options,
    // For the soak test's heap figures.
    args: [...flags, '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  try {
    const page = await browser.newPage();
    const crashed = new Promise((_, reject) => {
      page.on('crash', () => reject(new Error('the page crashed')));
      page.on('close', () => reject(new Error('the browser closed')));
    });
    crashed.catch(() => undefined);
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`page: ${message.text().slice(0, 300)}`);
    });
    await page.exposeFunction('printLine', (line) => console.log(line));
    await page.goto(`${server.resolvedUrls.local[0]}src/bench/bench.html`);
    await page.waitForFunction(() => 'turnlabBench' in globalThis, undefined, { timeout: 120_000 });
    return await Promise.race([
      page.evaluate((list) => globalThis.turnlabBench(list, globalThis.printLine), args),
      crashed,
    ]);
  } finally {
    await browser.close();
  }
}

let code = 0;
try {
  const { parseOptions, HELP } = await server.ssrLoadModule('/src/bench/options.ts');
  if (parseOptions(args) === null) console.log(HELP);
  else {
    await server.listen();
    const fault = await inBrowser();
    if (fault) throw new Error(fault);
  }
} catch (error) {
  console.error([error.message, error.next].filter(Boolean).join(' '));
  code = error.code === 'bad-setting' ? 2 : 1;
} finally {
  await server.close();
}
process.exit(code);
