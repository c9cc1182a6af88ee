/**
 * docs/NEW-ENVIRONMENT.md, followed to the letter in a copy of the sources: one folder, one line of the registry. The compiler reads
 * it, it is held to the same checks as every environment (envs.test.ts, unchanged), and an agent is trained on it.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'turnlab-guide-'));
const guide = readFileSync(join(root, 'docs/NEW-ENVIRONMENT.md'), 'utf8');

/** The code of the guide by what stands behind its "```ts". */
const blocks = new Map([...guide.matchAll(/^```ts (.+)\n([\s\S]*?)^```$/gm)].map(([, name, code]) => [name!, code!]));
const SPEC = 'src/envs/lamps/spec.ts';
const REGISTRY = 'src/core/environments.ts';
const TRAINS = 'test/node/trains.test.ts';

/** Runs a program of the project in the copy; what it said, whether or not it found faults. */
async function run(program: string, args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const options = { cwd: copy, env, maxBuffer: 2 ** 26 };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, program), ...args], options);
    return stdout;
  } catch (failed) {
    const { stdout, stderr } = failed as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

beforeAll(() => {
  for (const folder of ['core', 'engine', 'envs', 'model', 'rollout', 'algo', 'train'])
    cpSync(join(root, 'src', folder), join(copy, 'src', folder), { recursive: true });
  cpSync(join(root, 'shaders'), join(copy, 'shaders'), { recursive: true });
  for (const name of ['envs.test.ts', 'envs-play.ts'])
    cpSync(join(root, 'test/node', name), join(copy, 'test/node', name));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');

  const spec = join(copy, SPEC);
  mkdirSync(dirname(spec));
  writeFileSync(spec, blocks.get(SPEC)!);
  const registry = readFileSync(join(copy, REGISTRY), 'utf8');
  const added = registry.replace(
    /^export const ENVIRONMENTS.*\n/m,
    (line) => `${line}${blocks.get(`${REGISTRY} entry`)}`,
  );
  writeFileSync(join(copy, REGISTRY), added);
  writeFileSync(join(copy, TRAINS), TRAINING);

  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object;
  };
  writeFileSync(
    join(copy, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['src/envs/registry.ts', SPEC, TRAINS] }),
  );
  writeFileSync(
    join(copy, 'vitest.config.mjs'),
    "export default { test: { include: ['test/node/*.test.ts'], testTimeout: 60_000 } };\n",
  );
});
/** What a person does with the commands of the guide: choose it, and train an agent for two updates. */
const TRAINING = `
import { expect, test } from 'vitest';
import { settingOf, settingsFrom } from '../../src/core/settings.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { Trainer } from '../../src/train/trainer.ts';

test('lamps can be chosen and trained on', async () => {
  expect(settingOf('env')).toMatchObject({ options: expect.arrayContaining([{ value: 'lamps', label: 'Lamps' }]) });
  const size = { width: 16, heads: 2, kvHeads: 1, mlpWidth: 32, groups: 2, groupSize: 2, maxNewTokens: 16 };
  const settings = settingsFrom('nano', { env: 'lamps', ...size, warmMaxUpdates: 1, evalEpisodes: 8, updates: 2 });
  const executor = await CpuExecutor.create({ precision: 'f32' });
  const trainer = await Trainer.create(settings, { executor, emit: () => {} });
  while (await trainer.step());
  expect(trainer.update).toBe(2);
});
`;

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('the guide has its two pieces of code, and the example is about 60 lines', () => {
  expect([...blocks.keys()]).toEqual([SPEC, `${REGISTRY} entry`]);
  const lines = blocks
    .get(SPEC)!
    .split('\n')
    .filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThanOrEqual(68);
});

test('it compiles under the project’s rules', async () => {
  expect(await run('node_modules/typescript/bin/tsc', [])).toBe('');
}, 120_000);

test('it passes the checks that every environment has to pass, and can be trained on', async () => {
  const report = join(copy, 'report.json');
  const reporters = ['--reporter=json', `--outputFile=${report}`];
  const said = await run('node_modules/vitest/vitest.mjs', ['run', '--root', copy, '-t', 'lamps', ...reporters]);
  interface Report {
    readonly numPassedTests: number;
    readonly testResults: readonly {
      /** Why the file could not be run. */
      readonly message: string;
      readonly assertionResults: readonly { status: string; fullName: string; failureMessages: string[] }[];
    }[];
  }
  const { testResults, numPassedTests } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const ran = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'skipped');
  expect(
    ran.filter(({ status }) => status !== 'passed'),
    said,
  ).toEqual([]);
  expect(testResults.map(({ message }) => message).join('')).toBe('');
  // One for each check of a level, one for its line and one for its words, and the training.
  const checks = readFileSync(join(root, 'test/node/envs.test.ts'), 'utf8').match(/^  test\(/gm)!.length;
  expect(numPassedTests).toBe(checks + 3);
}, 240_000);
