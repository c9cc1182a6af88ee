/**
 * Two runs of the same settings and seed on different executors, update by update:
 *   node scripts/compare-runs.mjs docs/results/webgpu-L0-s0 docs/results/cpu-L0-s0
 * Prints one line a statistic: "=" where the runs agree exactly, else how far the first is from the second, relatively.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const STATISTICS = [
  'episode/success_rate',
  'episode/length/mean',
  'episode/valid_action_ratio',
  'response_length/mean',
  'perf/generated_tokens',
  'actor/entropy',
  'actor/grad_norm',
  'actor/kl',
];

const folders = process.argv.slice(2);
if (folders.length !== 2) {
  console.error('Usage: node scripts/compare-runs.mjs RUN_FOLDER RUN_FOLDER');
  process.exit(2);
}
const [one, two] = folders.map((folder) =>
  readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)),
);
const of = (run, kind, name) => run.filter((line) => line.kind === kind && name in line).map((line) => line[name]);
const apart = (a, b) => (a === b ? '=' : (Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b))).toExponential(0));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const losses = of(one, 'warm', 'warm/loss').map((loss, i) => Math.abs(loss / of(two, 'warm', 'warm/loss')[i] - 1));
console.log(`cloning: ${losses.length} losses, at most ${Math.max(...losses).toExponential(1)} apart`);
for (const name of STATISTICS) {
  const [a, b] = [of(one, 'update', name), of(two, 'update', name)];
  console.log(
    `${name}: ${a.map((value, i) => apart(value, b[i])).join(' ')} | means ${mean(a).toPrecision(4)}, ${mean(b).toPrecision(4)}`,
  );
}
const held = (run) =>
  of(run, 'evaluation', 'val/success_rate')
    .map((rate) => `${(100 * rate).toFixed(1)} %`)
    .join(' → ');
console.log(`held-out success: ${held(one)} | ${held(two)}`);
