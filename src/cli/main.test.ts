import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { listening, TINY_RUN } from './main.fixture.ts';
import { main } from './main.ts';

const root = mkdtempSync(join(tmpdir(), 'turnlab-cli-'));
afterAll(() => rmSync(root, { recursive: true }));

const printed = listening();

const path = (name: string): string => join(root, name);
const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('train, eval', () => {
  test('a run leaves a model, a checkpoint, its settings and its metrics; eval opens it', async () => {
    expect(await main(['train', ...TINY_RUN, '--updates', '2', '--out', path('a'), '--json'])).toBe(0);
    expect(readdirSync(path('a')).toSorted()).toEqual([
      'checkpoint.bin',
      'config.json',
      'metrics.jsonl',
      'model.safetensors',
      'run.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(lines(printed.out)).toEqual(lines(readFileSync(path('a/metrics.jsonl'), 'utf8')));
    const kinds = lines(printed.out).map(({ kind, update }) => `${String(kind)} ${String(update)}`);
    expect(kinds.filter((k) => k.startsWith('e') || k.startsWith('u'))).toEqual([
      'evaluation 0',
      'update 1',
      'evaluation 1',
      'update 2',
      'evaluation 2',
    ]);
    const run = JSON.parse(readFileSync(path('a/run.json'), 'utf8')) as { settings: { env: string }; update: number };
    expect([run.settings.env, run.update]).toEqual(['numberline', 2]);

    printed.out = '';
    expect(
      await main(['eval', '--model', path('a'), '--split', 'test', '--episodes', '5', '--json', '--backend', 'cpu']),
    ).toBe(0);
    const [evaluation, ...rest] = lines(printed.out);
    expect(rest).toEqual([]);
    expect(evaluation).toMatchObject({ kind: 'evaluation', env: 'numberline', split: 'test', 'val/episodes': 5 });
    expect(printed.err).toBe('');
  });

  test('eval plays held-out tasks as the run did when it looked, and under other thresholds if asked', async () => {
    const looks = lines(readFileSync(path('a/metrics.jsonl'), 'utf8')).filter(({ kind }) => kind === 'evaluation');
    const { 'perf/seconds': _, update: __, ...look } = looks.at(-1)!;
    const argv = [
      'eval',
      '--model',
      path('a'),
      '--episodes',
      String(look['val/episodes']),
      '--json',
      '--backend',
      'cpu',
    ];
    expect(await main(argv)).toBe(0);
    expect(lines(printed.out)).toEqual([expect.objectContaining(look)]);
    printed.out = '';
    const resample = ['--tds', '--tds-control', 'random', '--random-rate', '1', '--max-tries', '1'];
    expect(await main([...argv, ...resample, '--eval-control'])).toBe(0);
    expect(lines(printed.out)[0]!['val/tds/attempts']).toBeGreaterThan(1);
  });

  test('who was trained without the list of actions is asked without it, unless told otherwise', async () => {
    const blind = [...TINY_RUN, '--no-action-list', '--updates', '1', '--out', path('blind'), '--json'];
    expect(await main(['train', ...blind])).toBe(0);
    const looks = lines(printed.out).filter(({ kind }) => kind === 'evaluation');
    const { 'perf/seconds': _, update: __, ...look } = looks.at(-1)!;
    const ask = async (...more: string[]): Promise<Record<string, unknown>> => {
      printed.out = '';
      const argv = ['eval', '--model', path('blind'), '--episodes', '8', '--backend', 'cpu', '--json', ...more];
      expect(await main(argv)).toBe(0);
      return lines(printed.out)[0]!;
    };
    const unlisted = await ask();
    expect(unlisted).toMatchObject(look);
    const listed = await ask('--action-list');
    expect(listed).not.toEqual(unlisted);

    const run = JSON.parse(readFileSync(path('blind/run.json'), 'utf8')) as { settings: { actionList?: boolean } };
    expect(run.settings.actionList).toBe(false);
    // A folder from before there was a choice.
    delete run.settings.actionList;
    writeFileSync(path('blind/run.json'), JSON.stringify(run));
    expect(await ask()).toEqual(listed);
    expect(await ask('--no-action-list')).toEqual(unlisted);
  });

  test('resuming continues in place and ends in the same model as one long run', async () => {
    const weights = (name: string): Uint8Array => readFileSync(path(`${name}/model.safetensors`));
    expect(await main(['train', ...TINY_RUN, '--updates', '1', '--out', path('b')])).toBe(0);
    expect(await main(['train', '--resume', path('b'), '--updates', '2', '--backend', 'cpu'])).toBe(0);
    expect(weights('b')).toEqual(weights('a'));
    const updates = lines(readFileSync(path('b/metrics.jsonl'), 'utf8')).filter(({ kind }) => kind === 'update');
    expect(updates.map(({ update }) => update)).toEqual([1, 2]);
  });

  test('a run whose settings were moved is played again to the same bytes', async () => {
    const file = (name: string): Uint8Array => readFileSync(path(name));
    expect(await main(['train', ...TINY_RUN, '--updates', '1', '--out', path('c')])).toBe(0);
    const moved = ['--updates', '2', '--temperature', '0.5', '--think-budget', '3', '--backend', 'cpu'];
    expect(await main(['train', '--resume', path('c'), ...moved])).toBe(0);
    expect(await main(['train', '--replay', path('c'), '--out', path('d'), '--backend', 'cpu'])).toBe(0);
    expect(file('d/checkpoint.bin')).toEqual(file('c/checkpoint.bin'));
    const { changes } = JSON.parse(readFileSync(path('d/run.json'), 'utf8')) as { changes: unknown };
    expect(changes).toEqual([{ warmUpdate: 2, update: 1, turn: 0, changes: { temperature: 0.5, thinkBudget: 3 } }]);
  });
});

describe('mistakes: one line on stderr, exit 2, nothing written', () => {
  beforeEach(() => writeFileSync(path('junk.bin'), 'not a checkpoint'));

  test.each([
    [['fly'], 'Unknown command "fly"'],
    [['train'], 'train needs --out'],
    [['train', '--out', 'NEW', '--nope'], 'Unknown flag --nope'],
    [['train', '--out', 'NEW', '--seed'], '--seed needs a value'],
    [['train', '--out', 'NEW', '--seed', 'x'], '--seed must be a number'],
    [['train', '--out', 'NEW', '--learning-rate', '5'], 'Learning rate must be a number from'],
    [['train', '--out', 'NEW', '--env', 'mars'], 'Environment cannot be "mars"'],
    [['train', '--out', 'NEW', '--env', 'bandit', '--level', '2'], 'from 0 to 0, got 2'],
    [['train', '--out', 'NEW', '--preset', 'giant'], 'Unknown preset "giant"'],
    [['train', '--out', 'NEW', '--width', '48', '--heads', '8'], 'must be divisible'],
    [['train', '--out', 'NEW', '--backend', 'tpu'], '--backend cannot be "tpu"'],
    [['train', '--out', 'NEW', '--resume', 'nowhere'], 'Cannot read nowhere'],
    [['train', '--out', 'NEW', '--resume', 'JUNK', '--backend', 'cpu'], 'not a turnlab checkpoint'],
    [['train', '--out', 'NEW', '--replay', 'nowhere'], 'Cannot read nowhere'],
    [['train', '--out', 'NEW', '--epsilon', '2'], 'Threshold ε must be a number from 0.000001 to 1'],
    [['train', '--out', 'NEW', '--min-think', '9', '--max-think', '4'], 'L_min (9 tokens) is above'],
    [['train', '--out', 'NEW', '--tti', '--window', '32', '--max-new-tokens', '20'], 'N may be at most 16'],
    [['train', '--out', 'NEW', '--tds-rule', 'code'], 'Choose one of paper, asPublished'],
    [['eval'], 'eval needs --model'],
    [['eval', '--model', 'nowhere'], 'Cannot read nowhere/config.json'],
    [['eval', '--model', 'nowhere', '--split', 'x'], '--split cannot be "x"'],
    [['eval', '--model', 'nowhere', '--episodes', '0'], '--episodes must be a whole number'],
    [['check:vectors'], 'needs at least one FILE'],
    [['check:vectors', 'nowhere'], 'Cannot read nowhere'],
    [['check:vectors', 'JUNK'], 'is not JSON'],
  ])('%j', async (argv, sentence) => {
    const filled = argv.map((word) => (word === 'NEW' ? path('new') : word === 'JUNK' ? path('junk.bin') : word));
    expect(await main(filled)).toBe(2);
    expect(printed.err).toContain(sentence);
    expect(printed.err.trim().split('\n')).toHaveLength(1);
    expect(printed.out).toBe('');
    expect(existsSync(path('new'))).toBe(false);
  });

  test('a folder that holds something is never written to', async () => {
    expect(await main(['train', ...TINY_RUN, '--out', root])).toBe(2);
    expect(printed.err).toContain('already holds something');
  });

  test('a replayed run takes no settings', async () => {
    expect(await main(['train', '--replay', path('a'), '--out', path('new'), '--seed', '3'])).toBe(2);
    expect(printed.err).toContain('A replayed run keeps its settings');
  });

  test('a resumed run keeps its settings', async () => {
    expect(await main(['train', '--resume', path('a'), '--groups', '4'])).toBe(2);
    expect(printed.err).toContain('--groups cannot change a run that is resumed');
  });
});

describe('check:vectors', () => {
  const vector = { name: 'rloo/outcome_advantage', tolerance: 1e-6, inputs: { scores: [1, 0], group: ['a', 'a'] } };
  const file = (vectors: unknown[]): string => {
    writeFileSync(path('vectors.json'), JSON.stringify({ vectors }));
    return path('vectors.json');
  };

  test('passes and failures, each named; one failure is exit 1', async () => {
    const right = { ...vector, expected: { rloo: [1, -1] } };
    expect(await main(['check:vectors', file([right])])).toBe(0);
    expect(printed.out).toContain('pass  rloo/outcome_advantage');
    const wrong = { ...right, name: 'rloo/outcome_advantage#2', expected: { rloo: [1, 1] } };
    expect(await main(['check:vectors', file([right, wrong])])).toBe(1);
    expect(printed.out).toContain('FAIL  rloo/outcome_advantage#2: rloo.1 is -1, expected 1 ± 0.000001');
  });

  test('unknown systems and unusable inputs are failures', async () => {
    const vectors = [
      { ...vector, name: 'no/such', expected: {} },
      { ...vector, inputs: {}, expected: { rloo: [] } },
    ];
    expect(await main(['check:vectors', file(vectors), '--json'])).toBe(1);
    expect(lines(printed.out)).toMatchObject([
      { name: 'no/such', pass: false, failure: 'unknown system' },
      { name: 'rloo/outcome_advantage', pass: false },
    ]);
  });
});
