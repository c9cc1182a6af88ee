/**
 * `check:vectors`: runs numeric vectors of published algorithms through the functions that training uses.
 * Must not hold expected values.
 */
import { vectorFailure, type Vector } from '../algo/vectors.ts';
import { TurnlabError } from '../core/errors.ts';
import { parseArguments, type Flag } from './flags.ts';
import { readFile } from './run-folder.ts';

export const CHECK_VECTORS_FLAGS: readonly Flag[] = [{ name: 'json', help: 'One JSON object a vector on stdout.' }];

/** 0 when every vector passes, 1 otherwise; a vector of an unknown system is a failure. */
export function checkVectors(argv: readonly string[]): Promise<number> {
  const { flags, positional } = parseArguments(argv, CHECK_VECTORS_FLAGS, Infinity);
  if (positional.length === 0)
    throw new TurnlabError('bad-argument', 'check:vectors needs at least one FILE.', 'Name a file of vectors.');
  const vectors = positional.flatMap(readVectors);
  let failed = 0;
  for (const vector of vectors) {
    const failure = failureOf(vector);
    if (failure !== null) failed += 1;
    const line = flags.has('json')
      ? JSON.stringify({ name: vector.name, pass: failure === null, ...(failure === null ? {} : { failure }) })
      : failure === null
        ? `pass  ${vector.name}`
        : `FAIL  ${vector.name}: ${failure}`;
    process.stdout.write(`${line}\n`);
  }
  if (!flags.has('json')) process.stdout.write(`${vectors.length - failed} of ${vectors.length} vectors pass\n`);
  return Promise.resolve(failed === 0 ? 0 : 1);
}

/** Inputs of the wrong form fail their vector, not the whole check. */
function failureOf(vector: Vector): string | null {
  try {
    return vectorFailure(vector);
  } catch (thrown) {
    return `its inputs cannot be used (${thrown instanceof Error ? thrown.message : String(thrown)})`;
  }
}

function readVectors(path: string): Vector[] {
  const bad = (why: string): never => {
    throw new TurnlabError(
      'bad-file',
      `${path} ${why}.`,
      'Expected {"vectors": [{name, tolerance, inputs, expected}, …]}.',
    );
  };
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(readFile(path)));
  } catch (thrown) {
    if (thrown instanceof TurnlabError) throw thrown;
    bad('is not JSON');
  }
  const vectors = typeof content === 'object' && content !== null && 'vectors' in content ? content.vectors : null;
  if (!Array.isArray(vectors) || vectors.length === 0) return bad('holds no vectors');
  return vectors.every(isVector) ? vectors : bad('holds a malformed vector');
}

const isVector = (value: unknown): value is Vector =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'tolerance' in value &&
  typeof value.tolerance === 'number' &&
  'inputs' in value &&
  'expected' in value;
