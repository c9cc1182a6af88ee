/**
 * What a table needs of finished runs, one JSON line each: which task, which model and method, every evaluation, and what it cost.
 *   node scripts/keep-runs.mjs runs/house-1-s0 runs/house-1-s1 >> docs/results/levels.jsonl
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Usage: node scripts/keep-runs.mjs RUN_FOLDER… >> FILE.jsonl');
  process.exit(2);
}
const total = (lines, key) => lines.reduce((sum, line) => sum + (line[key] ?? 0), 0);

for (const folder of folders) {
  const { settings, backend, parameters } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const cloning = lines.filter((line) => line.kind === 'warm');
  const updates = lines.filter((line) => line.kind === 'update');
  const kept = {
    run: basename(folder),
    backend,
    parameters,
    settings,
    cloning_updates: Math.max(0, ...cloning.map(({ update }) => update)),
    cloning_seconds: total(cloning, 'perf/seconds'),
    updates: updates.length,
    update_seconds: total(updates, 'perf/seconds'),
    generated_tokens: total(updates, 'perf/generated_tokens'),
    evaluations: lines.filter(({ kind, split }) => kind === 'evaluation' && split === 'val'),
  };
  console.log(JSON.stringify(kept));
}
