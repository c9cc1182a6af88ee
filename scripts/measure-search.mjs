/**
 * The experiment of the papers on SearchQA: trains agents on two of its sets (level 4, nq and hotpot mixed) and lets them answer
 * held-out questions of all seven, before and after reinforcement learning. One line per level in the form of keep-runs.mjs:
 *   node scripts/measure-search.mjs runs/search [SEED…] >> docs/results/search.jsonl
 * Runs are resumed; finished ones are only evaluated.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromSource } from './from-source.mjs';

const { specOf } = await fromSource('src/envs/registry.ts');
const scripts = dirname(fileURLToPath(import.meta.url));

/** The larger model of level 1. */
const FLAGS = '--width 128 --layers 4 --mlp-width 384 --warm-max-updates 1500 --eval-every 50 --eval-episodes 200';
const UPDATES = '150';

const [out, ...chosen] = process.argv.slice(2);
if (out === undefined) {
  console.error('Usage: node scripts/measure-search.mjs FOLDER [SEED…]');
  process.exit(2);
}
mkdirSync(resolve(out), { recursive: true });

function output(script, ...args) {
  return execFileSync(process.execPath, [join(scripts, script), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  });
}
const train = (...args) => output('cli.mjs', 'train', '--backend', 'cpu', ...args);

for (const seed of chosen.length > 0 ? chosen : ['0', '1', '2']) {
  const clone = join(out, `clone-s${seed}`);
  const learnt = join(out, `learnt-s${seed}`);
  const fresh = ['--env', 'search', '--level', '4', '--seed', seed, '--updates', '0', ...FLAGS.split(' '), '--out'];
  train(...(existsSync(clone) ? ['--resume'] : fresh), clone);
  if (!existsSync(learnt)) cpSync(clone, learnt, { recursive: true });
  train('--resume', learnt, '--updates', UPDATES);

  const kept = JSON.parse(output('keep-runs.mjs', learnt));
  for (const { level } of specOf('search').levels.slice(1)) {
    const evaluations = [clone, learnt].map((model) =>
      JSON.parse(output('cli.mjs', 'eval', '--backend', 'cpu', '--model', model, '--level', String(level), '--json')),
    );
    console.log(JSON.stringify({ ...kept, settings: { ...kept.settings, level }, evaluations }));
  }
}
