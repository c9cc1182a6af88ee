/**
 * Makes the recorded run that the page shows before anything was trained on it, from a folder of `turnlab train`:
 *   npm run --silent turnlab -- train --env house --preset micro --seed 0 --updates 100 --keep-episodes 4 --out runs/rec
 *   node scripts/record-run.mjs runs/rec public/recorded-run.json
 * Keeps what the page draws, in the order it happened, with four digits; prompts and weights are left out. Fails when the
 * result would be too large to come with a first visit.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fromSource } from './from-source.mjs';

const MOST_BYTES = 150_000;
/** One episode every so many updates: about as many as can be watched while the curves grow. */
const EPISODE_EVERY = 8;
const DIGITS = 4;
const { UPDATE_METRICS, WARM_METRICS } = await fromSource('src/store/history.ts');
/** What the page draws, and what it is judged by there. */
const DRAWN = [
  ...WARM_METRICS,
  ...UPDATE_METRICS,
  'perf/trained_tokens',
  'val/success_rate',
  'val/episodes',
  'val/length/mean',
];

const [, , folder, out, preset = 'micro'] = process.argv;
if (!folder || !out) {
  console.error('Usage: node scripts/record-run.mjs RUN_FOLDER OUT.json [PRESET]');
  process.exit(2);
}
const file = (name) => readFileSync(join(folder, name), 'utf8');
const linesOf = (name) =>
  file(name)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const run = JSON.parse(file('run.json'));
const metrics = linesOf('metrics.jsonl').filter(({ kind }) => ['warm', 'update', 'evaluation'].includes(kind));
const played = linesOf('rollouts.jsonl');
const lastWarm = played.findLast(({ update }) => update === 0);
const episodes = played.filter((one) => one === lastWarm || (one.update > 0 && one.update % EPISODE_EVERY === 0));

/** Token ids in order of appearance, so that only the words that occur need to be shipped. */
const ids = new Map();
const dense = (id) => ids.get(id) ?? (ids.set(id, ids.size), ids.size - 1);
const rounded = (_key, value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;

const slimResponse = (response) => ({ ...response, ids: response.ids.map(dense) });
const slimEpisode = ({ turns, ...rest }) => ({
  ...rest,
  turns: turns.map((turn) => ({
    ...turn,
    prompt: [],
    response: slimResponse(turn.response),
    rejected: turn.rejected.map(slimResponse),
  })),
});
const slimMetrics = ({ kind, update, split, ...numbers }) => ({
  kind,
  update,
  ...(split && { split }),
  ...Object.fromEntries(DRAWN.filter((name) => typeof numbers[name] === 'number').map((name) => [name, numbers[name]])),
});

/** An episode belongs behind the update it was played for, that of the warm start in front of everything. */
const lines = [
  ...episodes.filter(({ update }) => update === 0).map(slimEpisode),
  ...metrics.flatMap((line) => [
    slimMetrics(line),
    ...(line.kind === 'update' ? episodes.filter(({ update }) => update === line.update).map(slimEpisode) : []),
  ]),
];
const textOf = new Map(Object.entries(JSON.parse(file('tokenizer.json')).model.vocab).map(([text, id]) => [id, text]));
const head = {
  format: 'turnlab-recording',
  version: 1,
  made: statSync(join(folder, 'metrics.jsonl')).mtime.toISOString().slice(0, 10),
  turnlab: run.turnlab,
  backend: run.backend,
  preset,
  parameters: run.parameters,
  // As far as it came.
  settings: { ...run.settings, updates: run.update },
  // The mark in front of a word stands for the space before it.
  words: [...ids.keys()].map((id) => textOf.get(id).replace(/^▁(?=.)/, '')),
};
const text = `[\n${[head, ...lines].map((line) => JSON.stringify(line, rounded)).join(',\n')}\n]\n`;
const packed = gzipSync(text).length;
console.log(`${metrics.length} lines of numbers, ${episodes.length} episodes: ${text.length} bytes, ${packed} gzipped`);
if (packed > MOST_BYTES) {
  console.error(`More than ${MOST_BYTES} bytes gzipped: record fewer updates or episodes.`);
  process.exit(1);
}
writeFileSync(out, text);
