/**
 * Trains an agent on every level of every environment, three seeds each, one run after another on the CPU:
 *   node scripts/measure-levels.mjs runs/levels [0/2 [docs/results/levels.jsonl]]
 * 0/2 takes every second run, so that two cores can share them. Runs are resumed, finished ones and those of the file passed
 * over: stop it when you like. Then keep-runs.mjs and level-table.mjs make a table of what is there. The other levels of
 * SearchQA are tests of one agent: measure-search.mjs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromSource } from './from-source.mjs';

const { ENV_IDS, specOf } = await fromSource('src/envs/registry.ts');
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const SEEDS = [0, 1, 2];
const GIGPO = '--recipe gigpo --groups 16 --learning-rate 2e-4';
/** What the first levels need that the preset does not have; they are trained until RL shows. */
const FIRST = new Map([
  ['house 0', '--updates 200'],
  ['shop 0', `--updates 200 --warm-low 0.6 --warm-high 0.8 --temperature 0.7 ${GIGPO}`],
  ['search 1', '--updates 150 --width 128 --layers 4 --mlp-width 384 --warm-max-updates 3000'],
  ['gui 0', '--updates 100'],
  ['push 0', '--updates 200'],
  ['wordle 0', '--updates 150'],
  ['questions 0', `--updates 300 ${GIGPO}`],
  ['number 0', '--updates 150 --learning-rate 1e-4'],
  ['countdown 0', `--updates 200 --warm-max-updates 900 --gamma 0.5 ${GIGPO}`],
  ['unary 0', `--updates 150 --warm-max-updates 4000 --warm-noise 0 ${GIGPO}`],
  ['lake 0', '--updates 200'],
]);
/** Up to this level sixty updates; the others have thirty and a shorter clone, because two cores had no more time. */
const LONGER = {
  shop: 1,
  gui: 2,
  push: 1,
  wordle: 1,
  questions: 1,
  number: 2,
  lake: 1,
  countdown: 4,
  unary: 4,
  bandit: 0,
};
function flagsOf({ env, level }) {
  const name = `${env} ${level}`;
  const [updates, cloning] = level <= (LONGER[env] ?? -1) ? [60, 800] : [30, 400];
  return FIRST.get(name) ?? `--updates ${updates} --warm-max-updates ${cloning} ${GIGPO}`;
}

const [out, shard = '0/1', keptIn] = process.argv.slice(2);
const [index, shards] = shard.split('/').map(Number);
if (out === undefined || !(index < shards)) {
  console.error('Usage: node scripts/measure-levels.mjs FOLDER [SHARD/SHARDS [KEPT.jsonl]]');
  process.exit(2);
}
mkdirSync(out, { recursive: true });

const levels = ENV_IDS.flatMap((env) => specOf(env).levels.map(({ level }) => ({ env, level }))).filter(
  ({ env, level }) => env !== 'search' || level <= 1,
);
const isFirst = ({ env, level }) => FIRST.has(`${env} ${level}`);
// What is asked of the first levels is known first.
const inOrder = [...levels.filter(isFirst), ...levels.filter((one) => !isFirst(one))];
const lines = keptIn === undefined ? [] : readFileSync(keptIn, 'utf8').trim().split('\n');
const kept = new Set(lines.map((line) => JSON.parse(line).run));
const runs = SEEDS.flatMap((seed) =>
  inOrder.map(({ env, level }) => ({ env, level, seed, name: `${env}-${level}-s${seed}` })),
).filter(({ name }) => !kept.has(name));

for (const { env, level, seed, name } of runs.filter((_, i) => i % shards === index)) {
  const folder = join(out, name);
  const flags = flagsOf({ env, level });
  const fresh = `--env ${env} --level ${level} --seed ${seed} --eval-every 50 --eval-episodes 200 ${flags} --out`;
  const how = existsSync(folder) ? ['--resume'] : fresh.split(' ');
  console.log(folder);
  const command = [join(root, 'scripts/cli.mjs'), 'train', '--backend', 'cpu', ...how, folder];
  const { status } = spawnSync(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}
