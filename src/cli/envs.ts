/**
 * `turnlab envs`: the figures of docs/ENVIRONMENTS.md measured anew: random and expert success, turns, prompt lengths, time
 * per step. Must not write files.
 */
import { highestLevel } from '../core/environments.ts';
import { wilson } from '../core/wilson.ts';
import { ENV_IDS, specOf } from '../envs/registry.ts';
import { parseArguments, wholeNumberOf, type Flag } from './flags.ts';
import { DATA_FLAG, environmentOf } from './own-data.ts';
import { measureEnv, type EnvMeasures } from './measure-env.ts';

export const ENVS_FLAGS: readonly Flag[] = [
  { name: 'env', value: 'ID', help: `Only this one: ${ENV_IDS.join(', ')}.` },
  { name: 'level', value: 'N', help: 'Only this level of it.' },
  { name: 'episodes', value: 'N', help: 'Episodes of random play and of the expert, each. [1000]' },
  DATA_FLAG,
  { name: 'json', help: 'One JSON object a level on stdout.' },
];

export async function envs(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, ENVS_FLAGS);
  const only = environmentOf(flags);
  const ids = only === undefined ? ENV_IDS : [specOf(only).id];
  const level = flags.has('level') ? wholeNumberOf('level', flags.get('level')!, 0, highestLevel(only ?? '')) : null;
  const episodes = wholeNumberOf('episodes', flags.get('episodes') ?? '1000', 1, 1_000_000);
  const isJson = flags.has('json');
  const wanted = ids
    .flatMap((id) => specOf(id).levels.map((known) => ({ id, level: known.level })))
    .filter((one) => level === null || one.level === level);
  if (!isJson) process.stdout.write(`${HEADINGS.join(' | ')}\n${HEADINGS.map(() => '---').join(' | ')}\n`);
  for (const one of wanted) {
    const measures = measureEnv(one.id, one.level, episodes);
    process.stdout.write(`${isJson ? JSON.stringify(measures) : rowOf(measures)}\n`);
  }
  return 0;
}

const HEADINGS = [
  'env',
  'level',
  'random success (95 %)',
  'random reward',
  'expert success',
  'expert turns (most)',
  'expert reward',
  'prompt tokens (most)',
  'response tokens (most)',
  'µs reset',
  'µs step',
  'µs expert',
];

function rowOf(m: EnvMeasures): string {
  const [low, high] = wilson(m.randomSuccess, m.episodes);
  return [
    m.env,
    m.level,
    `${m.randomSuccess.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`,
    m.randomReward.toFixed(2),
    m.oracleSuccess.toFixed(3),
    `${m.oracleTurns.toFixed(2)} (${m.oracleTurnsMost})`,
    m.oracleReward.toFixed(2),
    `${m.promptTokens.toFixed(0)} (${m.promptTokensMost})`,
    `${m.responseTokens.toFixed(1)} (${m.responseTokensMost})`,
    m.resetMicros.toFixed(0),
    m.stepMicros.toFixed(1),
    m.oracleMicros.toFixed(1),
  ].join(' | ');
}
