/**
 * Held-out success before and after reinforcement learning, from the metrics.jsonl of runs that differ in their seed:
 *   node scripts/summarise-runs.mjs runs/L0-s0 runs/L0-s1 runs/L0-s2
 * Prints a Markdown table and the mean rise with its 95 % t-interval over seeds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromSource } from './from-source.mjs';

const { estimate } = await fromSource('src/core/student.ts');

function readRun(folder) {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const evaluations = lines.filter((line) => line.kind === 'evaluation' && line.split === 'val');
  const updates = lines.filter((line) => line.kind === 'update');
  const seconds = (part) => part.reduce((sum, line) => sum + (line['perf/seconds'] ?? 0), 0);
  return {
    folder,
    first: evaluations[0],
    last: evaluations.at(-1),
    updates: updates.length,
    tokens: updates.reduce((sum, line) => sum + line['perf/generated_tokens'], 0),
    minutes: { warm: seconds(lines.filter((line) => line.kind === 'warm')) / 60, learning: seconds(updates) / 60 },
  };
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Usage: node scripts/summarise-runs.mjs RUN_FOLDER…');
  process.exit(2);
}
const runs = folders.map(readRun);
const percent = (line) => {
  const [rate, low, high] = ['', '/low', '/high'].map((end) => (100 * line[`val/success_rate${end}`]).toFixed(1));
  return `${rate} (${low}–${high})`;
};
console.log(
  '| run | warm start, % (95 %) | after RL, % (95 %) | updates | tokens generated | warm start, min | RL, min |',
);
console.log('|---|---|---|---|---|---|---|');
for (const { folder, first, last, updates, tokens, minutes } of runs)
  console.log(
    `| ${folder.split('/').at(-1)} | ${percent(first)} | ${percent(last)} | ${updates} | ${tokens.toLocaleString('en')} | ${minutes.warm.toFixed(1)} | ${minutes.learning.toFixed(1)} |`,
  );

const rises = runs.map(({ first, last }) => last['val/success_rate'] - first['val/success_rate']);
const { mean, half } = estimate(rises);
console.log(
  `\nMean rise ${(100 * mean).toFixed(1)} points, 95 % t-interval over ${rises.length} seeds ±${(100 * half).toFixed(1)}.`,
);
