/**
 * Held-out success of every environment and level before and after reinforcement learning, as a Markdown table:
 *   node scripts/level-table.mjs docs/results/levels.jsonl
 * from the lines of keep-runs.mjs. Runs that differ in their seed alone share a row; ± is the 95 % t interval over seeds.
 */
import { readFileSync } from 'node:fs';
import { fromSource } from './from-source.mjs';

const { estimate } = await fromSource('src/core/student.ts');
const { settingsFrom } = await fromSource('src/core/settings.ts');
const { ENV_IDS, specOf } = await fromSource('src/envs/registry.ts');

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Usage: node scripts/level-table.mjs FILE.jsonl…');
  process.exit(2);
}
const runs = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)),
);

const rows = new Map();
for (const run of runs) {
  // Settings that came after a run have their default in it.
  const shared = JSON.stringify(settingsFrom('micro', { ...run.settings, seed: 0 }));
  rows.set(shared, [...(rows.get(shared) ?? []), run]);
}
const place = ({ env, level }) => 100 * ENV_IDS.indexOf(env) + level;
const percent = (share) => (100 * share).toFixed(1);
const mean = (values) => estimate(values).mean;

function spread(values, text) {
  const { mean: middle, half } = estimate(values);
  return values.length > 1 ? `${text(middle)} ± ${text(half)}` : text(middle);
}

function row(group) {
  const [{ settings }] = group;
  const { levels } = specOf(settings.env);
  const { randomSuccess, oracleTurns } = levels.find(({ level }) => level === settings.level);
  const before = group.map(({ evaluations }) => evaluations[0]);
  const after = group.map(({ evaluations }) => evaluations.at(-1));
  const of = (lines, key) => lines.map((line) => line[`val/${key}`]);
  const both = (key, text) => `${text(mean(of(before, key)))} → ${text(mean(of(after, key)))}`;
  const rises = of(after, 'success_rate').map((rate, i) => rate - of(before, 'success_rate')[i]);
  const { mean: rise, half } = estimate(rises);
  const isShown = group.length > 1 && rise - half > 0;
  const cost = (seconds) => (mean(group.map(seconds)) / 60).toFixed(1);
  return [
    `\`${settings.env}\` ${settings.level}`,
    percent(randomSuccess),
    oracleTurns,
    group.length,
    Math.round(mean(group.map(({ cloning_updates: cloning }) => cloning))),
    spread(of(before, 'success_rate'), percent),
    spread(of(after, 'success_rate'), percent),
    isShown ? `**${spread(rises, percent)}**` : spread(rises, percent),
    both('length/mean', (turns) => turns.toFixed(1)),
    both('response_length/mean', (tokens) => tokens.toFixed(0)),
    Math.round(mean(group.map(({ updates }) => updates))),
    `${cost((run) => run.cloning_seconds)} + ${cost((run) => run.update_seconds)}`,
  ];
}

const HEADS = [
  'level',
  'random, %',
  'expert, turns',
  'seeds',
  'cloning updates',
  'warm start, %',
  'after RL, %',
  'rise',
  'turns',
  'tokens a turn',
  'RL updates',
  'minutes, cloning + RL',
];
const line = (cells) => `| ${cells.join(' | ')} |`;
console.log(line(HEADS));
console.log(line(HEADS.map(() => '---')));
for (const group of [...rows.values()].sort(([a], [b]) => place(a.settings) - place(b.settings)))
  console.log(line(row(group)));
