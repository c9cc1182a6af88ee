/**
 * How long the page takes to follow a threshold that is dragged over recorded turns, on a built page in headless Chromium:
 * from the pointer event to the end of the frame that shows it. The worker is replaced by one that hands over made-up turns;
 * everything else is what people get.
 *   npx vite build --outDir /tmp/dist && node scripts/measure-drag.mjs /tmp/dist [turns …]
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { launchOptions } from './browser.mjs';

const [folder = 'dist', ...sizes] = process.argv.slice(2);
const TURNS = sizes.length > 0 ? sizes.map(Number) : [500, 2000];
const MOVES = 120;

/** In the page, before its own code: a worker that knows one answer, turns. */
function pretendWorker() {
  const words = [
    '<think>',
    '</think>',
    '<action>',
    '</action>',
    ';',
    ...'go to desk 1 see nothing take pencil from'.split(' '),
  ];
  const random = (() => {
    let state = 1;
    return () => (state = (state * 48271) % 2147483647) / 2147483647;
  })();

  /** Tokens of one turn: facts, the decision, a tail of chatter, the action; M rises to a hump and calms down. */
  function response() {
    const filler = Array.from({ length: 4 + Math.floor(8 * random()) }, () => 9 + Math.floor(5 * random()));
    const tail = Array.from({ length: Math.floor(8 * random()) }, () => 9);
    const ids = Uint32Array.from([0, ...filler, 4, 5, 6, 7, 8, ...tail, 1, 2, 5, 6, 7, 8, 3]);
    const M = Float32Array.from(ids, (_, t) => Math.exp(-(((t - 5) / 5) ** 2)) * random());
    const thought = filler.length + 5 + tail.length;
    return { ids, M, decidedAt: filler.length + 5, thought };
  }

  function records(count) {
    const made = Array.from({ length: count }, response);
    const start = new Uint32Array(count + 1);
    made.forEach(({ ids }, r) => (start[r + 1] = start[r] + ids.length));
    const joined = (pick, Kind) => Kind.from(made.flatMap((one) => [...pick(one)]));
    const M = joined(({ M }) => M, Float32Array);
    return {
      count,
      start,
      episode: Uint32Array.from(made, (_, r) => Math.floor(r / 10)),
      group: new Uint32Array(count),
      turn: Uint32Array.from(made, (_, r) => r % 10),
      attempt: new Uint32Array(count),
      accepted: new Uint8Array(count).fill(1),
      firedAt: new Int32Array(count).fill(-1),
      decidedAt: Int32Array.from(made, ({ decidedAt }) => decidedAt),
      phi: Float64Array.from(made, () => 0.2 * random()),
      gamma: Float64Array.from(made, (_, r) => (r % 10 === 0 ? NaN : 0.1 * random() ** 3)),
      label: Uint8Array.from(made, () => Math.floor(32 * random())),
      reward: new Float32Array(count),
      success: new Uint8Array(count),
      ids: joined(({ ids }) => ids, Uint32Array),
      entropy: M,
      confidence: M,
      uncertainty: M,
      forced: new Uint8Array(M.length),
    };
  }

  function episode() {
    const info = { valid: true, effective: true, novel: true, repeat: false, progress: 0, won: false, score: 0 };
    const turns = Array.from({ length: 12 }, (_, turn) => {
      const { ids, M } = response();
      const none = new Uint8Array(ids.length);
      return {
        prompt: new Uint32Array(),
        response: {
          ids,
          logprob: M,
          entropy: M,
          confidence: M,
          finished: true,
          uncertainty: M,
          forced: none,
          firedAt: -1,
          cut: 'none',
        },
        action: 'go to desk 1',
        think: '',
        formatValid: true,
        before: '',
        after: 'on desk 1',
        anchor: '',
        reward: 0,
        info,
        phi: 0.1 * random(),
        gamma: turn === 0 ? NaN : 0.1 * random() ** 3,
        rejected: [],
      };
    });
    const task = { env: 'house', level: 0, split: 'train', seed: 1 };
    return { task, group: 0, episode: 0, turns, reward: 0, success: false, score: 0 };
  }

  globalThis.Worker = class {
    onmessage = null;
    postMessage(command) {
      if (command.kind !== 'open') return;
      const say = (data) => this.onmessage?.({ data });
      globalThis.sayTurns = (count) => {
        say({ kind: 'opened', settings: command.settings, words });
        say({ kind: 'train', event: { kind: 'turns', update: 1, records: records(count) } });
        say({ kind: 'train', event: { kind: 'episode', update: 1, trajectory: episode(), advantage: [] } });
      };
    }
    terminate() {}
    addEventListener() {}
  };

  /** From the first listener of a pointer move to the end of the frame that shows the new threshold: style, layout and paint
   * included. Moves that end where they began are not counted. */
  globalThis.frames = [];
  const { port1, port2 } = new MessageChannel();
  const shown = () => document.activeElement?.getAttribute('aria-valuenow');
  let since = 0;
  let before = '';
  let tries = 0;
  const look = () => {
    if (shown() !== before) port1.postMessage(0);
    else if (++tries < 10) requestAnimationFrame(look);
    else since = 0;
  };
  port2.onmessage = () => {
    globalThis.frames.push(performance.now() - since);
    since = 0;
  };
  addEventListener(
    'pointermove',
    ({ buttons }) => {
      if (buttons === 0 || since > 0) return;
      since = performance.now();
      before = shown();
      tries = 0;
      requestAnimationFrame(look);
    },
    { capture: true },
  );
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, q) => sorted(values)[Math.floor(q * (values.length - 1))];
const spread = (values) => [0.5, 0.95, 1].map((q) => `${at(values, q).toFixed(1)}`).join(' / ') + ' ms';

/** Milliseconds of processor time that the page's main thread spent on each frame of a trace, most first: other programs of
 * the machine do not count. */
function workOfFrames(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  return traceEvents
    .filter(({ name, tdur }) => name === 'ProxyMain::BeginMainFrame' && tdur !== undefined)
    .map(({ tdur }) => tdur / 1000)
    .sort((a, b) => b - a);
}

const server = await preview({
  build: { outDir: folder },
  preview: { host: '127.0.0.1', port: 4199 },
  logLevel: 'error',
});
const browser = await chromium.launch(await launchOptions());
try {
  for (const turns of TURNS) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('pageerror', (error) => console.error(error.message));
    await page.addInitScript(pretendWorker);
    await page.goto(server.resolvedUrls.local[0]);
    await page.getByRole('button', { name: 'Uncertainty', exact: true }).click();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.evaluate((count) => globalThis.sayTurns(count), turns);
    await page.getByText(`Computed from ${turns.toLocaleString('en')} recorded turns`).waitFor();
    // Median / 95 % / longest.
    for (const name of ['Threshold ε', 'Threshold η']) {
      const line = page.getByRole('slider', { name, exact: true });
      await line.scrollIntoViewIfNeeded();
      const { x, y, width, height } = await line.boundingBox();
      const middle = { x: x + width / 2, y: y + height / 2 };
      await page.evaluate(() => void (globalThis.frames.length = 0));
      await page.mouse.move(middle.x, middle.y);
      await page.mouse.down();
      await browser.startTracing(page, { categories: ['cc'] });
      for (let i = 0; i < MOVES; i++) {
        await page.mouse.move(middle.x, middle.y + 24 * Math.sin(i / 4));
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
      }
      await page.mouse.up();
      const trace = await browser.stopTracing();
      const frames = await page.evaluate(() => globalThis.frames);
      // Frames between two moves have nothing to do.
      const work = workOfFrames(trace).slice(0, frames.length);
      console.log(
        `${name}, ${turns} turns, ${frames.length} moves: move to frame ${spread(frames)}; work ${spread(work)}`,
      );
    }
    await page.close();
  }
} finally {
  await browser.close();
  server.httpServer.close();
}
