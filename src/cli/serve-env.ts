/**
 * `turnlab serve-env`: lets programs in any language play an environment over WebSocket (docs/ENVIRONMENTS.md, "Driving from
 * outside"). Runs until it is stopped. Must not write files.
 */
import { TurnlabError } from '../core/errors.ts';
import { ENV_IDS, specOf } from '../envs/registry.ts';
import { parseArguments, wholeNumberOf, type Flag } from './flags.ts';
import { DATA_FLAG, environmentOf } from './own-data.ts';
import { openEnvServer } from './serve-env-server.ts';

export const SERVE_ENV_FLAGS: readonly Flag[] = [
  { name: 'env', value: 'ID', help: `Which environment: ${ENV_IDS.join(', ')}.` },
  DATA_FLAG,
  { name: 'level', value: 'N', help: 'Its level, for drivers that name none in reset. [0]' },
  { name: 'host', value: 'ADDRESS', help: 'Where to listen; 0.0.0.0 lets other machines in. [127.0.0.1]' },
  { name: 'port', value: 'N', help: 'Port; 0 takes a free one. [8000]' },
  { name: 'json', help: 'One JSON object on stdout, {"kind":"serving","url":…}, once it listens.' },
];

/** A batch of 64 groups of 16 episodes. */
const MOST_SESSIONS = 1024;

export async function serveEnv(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, SERVE_ENV_FLAGS);
  const env = environmentOf(flags);
  if (env === undefined)
    throw new TurnlabError('bad-argument', 'serve-env needs --env.', `Choose one of ${ENV_IDS.join(', ')}.`);
  const { title, id } = specOf(env);
  const level = wholeNumberOf('level', flags.get('level') ?? '0', 0, 99);
  const port = wholeNumberOf('port', flags.get('port') ?? '8000', 0, 65_535);
  const host = flags.get('host') ?? '127.0.0.1';
  const server = await openEnvServer({ env, level, host, port, sessions: MOST_SESSIONS });
  process.stdout.write(
    flags.has('json')
      ? `${JSON.stringify({ kind: 'serving', env: id, level, url: server.url })}\n`
      : `${title}, level ${level}, on ${server.url}. Ctrl+C stops it.\n`,
  );
  await stopped();
  await server.close();
  return 0;
}

/** Resolves when a person or a job scheduler ends the process. */
const stopped = (): Promise<void> =>
  new Promise((done) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      done();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
