/**
 * Own data on the command line: --env own-KIND with --data FILE, or with what a run folder keeps. Must not know what is done
 * with the environment.
 */
import { ownKindOf, type OwnKind } from '../core/environments.ts';
import { TurnlabError } from '../core/errors.ts';
import { bringOwn } from '../envs/own-worlds.ts';
import { choiceOf, type Flag } from './flags.ts';
import { readFile } from './run-folder.ts';

export const DATA_FLAG: Flag = {
  name: 'data',
  value: 'FILE',
  help: 'Own passages, words or things (docs/ENVIRONMENTS.md says how they are written), for --env own-search, own-wordle, own-questions.',
};

const KINDS: readonly OwnKind[] = ['search', 'wordle', 'questions'];
const PREFIX = 'own-';

/**
 * The environment that --env and --data ask for; undefined when neither is given. `kept`: that of a run whose data is here
 * already. Throws TurnlabError: `bad-file` naming the first line at fault, `bad-argument` when the two flags do not go together.
 */
export function environmentOf(flags: ReadonlyMap<string, string>, kept = ''): string | undefined {
  const env = flags.get('env');
  const path = flags.get('data');
  if (path === undefined) return env?.startsWith(PREFIX) ? withoutFile(env, kept) : env;
  const asked = env ?? kept;
  if (!asked.startsWith(PREFIX))
    throw new TurnlabError(
      'bad-argument',
      '--data goes with an environment over own data.',
      `Add --env ${KINDS.map((kind) => PREFIX + kind).join(' or --env ')}.`,
    );
  const id = bringOwn(ownKindOf(asked) ?? kindOf(asked), textAt(path));
  if (env !== undefined && ownKindOf(env) && env !== id)
    throw new TurnlabError(
      'bad-argument',
      `${path} is not the data of ${env} but that of ${id}.`,
      'Name the other file.',
    );
  return id;
}

function withoutFile(env: string, kept: string): string {
  if (ownKindOf(env)) return env;
  if (kindOf(env) === ownKindOf(kept)) return kept;
  throw new TurnlabError('bad-argument', `--env ${env} needs --data FILE.`, 'Name a file with your own data.');
}

const kindOf = (env: string): OwnKind =>
  choiceOf(
    'env',
    env,
    KINDS.map((kind) => `${PREFIX}${kind}` as const),
  ).slice(PREFIX.length) as OwnKind;

function textAt(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFile(path));
  } catch (thrown) {
    if (thrown instanceof TurnlabError) throw thrown;
    throw new TurnlabError('bad-file', `${path} is not text in UTF-8.`, 'Save it as UTF-8.');
  }
}
