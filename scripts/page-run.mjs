/**
 * Trains on the built page in headless Chromium and prints what its worker said, one JSON object a line, as
 * `turnlab train --json` does: for comparing a run through WebGPU in a browser with one on the command line.
 *   node scripts/page-run.mjs "v=1&preset=micro&backend=webgpu&updates=20"
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { launchOptions } from './browser.mjs';

const link = process.argv[2];
if (link === undefined) {
  console.error('Usage: node scripts/page-run.mjs "<settings as in the address bar>" (build the page first)');
  process.exit(2);
}

const server = await preview({ preview: { host: '127.0.0.1' }, logLevel: 'error' });
const browser = await chromium.launch(await launchOptions());
const page = await browser.newPage();

let finish;
const finished = new Promise((resolve) => (finish = resolve));
await page.exposeFunction('report', (line) => (line === 'end' ? finish() : console.log(line)));
await page.addInitScript(() => {
  const Original = globalThis.Worker;
  globalThis.Worker = class extends Original {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (data.kind === 'failed' || data.kind === 'recovered') globalThis.report(JSON.stringify(data));
        if (data.kind === 'status' && ['finished', 'failed'].includes(data.status.state)) globalThis.report('end');
        const event = data.kind === 'train' ? data.event : undefined;
        if (event && ['warm', 'evaluation', 'update'].includes(event.kind)) {
          const { metrics, ...rest } = event;
          globalThis.report(JSON.stringify({ ...rest, ...metrics }));
        }
      });
    }
  };
});
await page.goto(`${server.resolvedUrls.local[0]}#${link}`);
await page.getByRole('button', { name: 'Train', exact: true }).click();
await finished;
await browser.close();
server.httpServer.close();
process.exit(0);
