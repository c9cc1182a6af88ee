/** Eight charts of 10,000 points each, with finished seeds behind them, while new ones come in ten times a second: every one follows. What it costs is printed
 * for docs/RESULTS.md; it is not judged here, because other work on the machine would decide. */
import { expect, it } from 'vitest';
import { RunHistory, UPDATE_METRICS } from '../../src/store/history.ts';
import { bandOf } from '../../src/store/seed-band.ts';
import { CHARTS } from '../../src/ui/charts/catalogue.ts';
import { LiveChart } from '../../src/ui/charts/LiveChart.tsx';
import { render } from './ui-render.tsx';

const POINTS = 10_000;
const EVERY_MS = 100;
const WATCHED_MS = 5000;

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** A seed that was trained to its end before. */
function finished(shift: number): RunHistory {
  const history = new RunHistory();
  for (let update = 1; update <= 1.1 * POINTS; update++) history.addUpdate(update, metricsAt(update + shift));
  return history;
}

const metricsAt = (update: number): Record<string, number> =>
  Object.fromEntries(
    UPDATE_METRICS.map((name, k) => [name, 1 + Math.sin(update / (50 + 30 * k)) + 0.3 * Math.sin(update)]),
  );

it('eight live charts of 10,000 points follow ten updates a second', async () => {
  // As many as updates fill; the first stands in for the last, so that there are eight.
  const filled = CHARTS.filter(({ table }) => table === 'update');
  const specs = [...filled, ...filled].slice(0, 8);
  const { session, host } = await render(
    <div style={{ width: 1200, display: 'grid', gridTemplateColumns: 'repeat(4, 1fr)' }}>
      {specs.map((spec, i) => (
        <LiveChart key={i} spec={spec} />
      ))}
    </div>,
  );
  for (let update = 1; update <= POINTS; update++) session.history.addUpdate(update, metricsAt(update));
  session.history.band = bandOf([1, 2], [finished(100), finished(200)], 0);
  await expect.poll(() => host.querySelectorAll('canvas').length).toBe(8);
  await wait(1000);

  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  const frames: number[] = [];
  let isWatching = true;
  const frame = (at: number): void => {
    frames.push(at);
    if (isWatching) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  let update = POINTS;
  const feed = setInterval(() => session.history.addUpdate(++update, metricsAt(update)), EVERY_MS);
  await wait(WATCHED_MS);
  clearInterval(feed);
  isWatching = false;
  await wait(200);
  observer.disconnect();

  const seconds = (frames.at(-1)! - frames[0]!) / 1000;
  const longest = tasks.reduce((most, ms) => Math.max(most, ms), 0);
  console.log(
    `eight live charts: ${((frames.length - 1) / seconds).toFixed(1)} frames/s, ${tasks.length} tasks over 50 ms, longest ${longest.toFixed(0)} ms`,
  );
  expect(update).toBeGreaterThan(POINTS + 10);
  for (const slider of host.querySelectorAll<HTMLInputElement>('input[type="range"]'))
    expect(slider.getAttribute('aria-valuetext')).toContain(`update ${update.toLocaleString('en')}`);
});
