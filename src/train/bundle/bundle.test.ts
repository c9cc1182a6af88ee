import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFolder } from '../../model/folder.ts';
import { TurnlabError } from '../../core/errors.ts';
import { makeBundle, readBundle, writeBundle, type Bundle } from './bundle.ts';
import { tinyRun } from './run.fixture.ts';

let bundle: Bundle;
let weights: Uint8Array;
let zip: Uint8Array;

beforeAll(async () => {
  ({ bundle, weights } = await tinyRun());
  zip = writeBundle(bundle);
  // Trains, on a machine that may be busy.
}, 60_000);

/** The error of opening these bytes; fails when they open. */
function refusal(bytes: Uint8Array): TurnlabError {
  try {
    readBundle(bytes);
  } catch (thrown) {
    if (thrown instanceof TurnlabError) return thrown;
    throw thrown;
  }
  throw new Error('It was opened.');
}

type Files = Record<string, Uint8Array>;
const repacked = (change: (files: Files) => void): Uint8Array => {
  const files = unzipSync(zip);
  change(files);
  return zipSync(files);
};

describe('a bundle', () => {
  it('is read back as it was written, and written again to the same bytes', () => {
    const again = readBundle(zip);
    expect(again).toEqual(bundle);
    expect(writeBundle(again)).toEqual(zip);
  });

  it('holds the trained weights, byte for byte, in a folder that opens as a model', () => {
    const files = unzipSync(zip);
    expect(files['policy.safetensors']).toEqual(weights);
    const model = loadFolder({ ...files, 'model.safetensors': files['policy.safetensors']! });
    expect(model.tokenizer().size).toBe(model.config.V);
  });

  it('holds a table with a row for each update, its date, and numbers or nothing in every other cell', () => {
    const rows = strFromU8(unzipSync(zip)['metrics.csv']!)
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    const head = rows[0]!;
    expect([head[0], ...rows.slice(1).map(([step]) => step)]).toEqual(['step', '0', '1', '2']);
    expect(head).toContain('val/success_rate');
    expect(head).toContain('episode/success_rate');
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    expect(head[1]).toBe('timestamp');
    for (const [, timestamp] of rows.slice(1))
      expect(Date.parse(timestamp!)).toBeGreaterThan(Date.parse(bundle.sheet.created));
    const cells = rows.slice(1).flatMap((row) => row.toSpliced(1, 1));
    for (const cell of cells) expect(cell === '' || Number.isFinite(Number(cell))).toBe(true);
  });

  it('leaves out what came after the checkpoint', () => {
    const ahead = [...bundle.lines, '{"kind":"update","update":3}', '{"kind":"upd'];
    expect(makeBundle(bundle.sheet, ahead, bundle.episodes, bundle.checkpoint)).toEqual(bundle);
  });

  it('takes the settings, the changes and the counters from the checkpoint', () => {
    const { sheet } = makeBundle({ ...bundle.sheet, update: 77, changes: [] }, [], [], bundle.checkpoint);
    expect([sheet.update, sheet.stage]).toEqual([2, 'finished']);
    expect(sheet.changes).toEqual([{ warmUpdate: 2, update: 1, turn: 0, changes: { temperature: 0.5 } }]);
  });
});

describe('what is no good bundle gives one clear error', () => {
  it.each<[string, () => Uint8Array, string]>([
    ['another kind of file', () => strToU8('step,loss\n1,2\n'), 'not a zip file'],
    ['nothing at all', () => new Uint8Array(), 'not a zip file'],
    ['cut off', () => zip.slice(0, zip.length - 400), 'cut off or damaged'],
    ['a zip of something else', () => zipSync({ 'a.txt': strToU8('a') }), 'run.json is missing'],
    ['no weights', () => repacked((files) => delete files['policy.safetensors']), 'policy.safetensors is missing'],
    ['no digests', () => repacked((files) => delete files['SHA256SUMS']), 'SHA256SUMS is missing'],
    ['a foreign file', () => repacked((files) => (files['virus.exe'] = strToU8('!'))), '“virus.exe”'],
    [
      'numbers polished',
      () => repacked((files) => (files['events.jsonl'] = strToU8(''))),
      'events.jsonl is not what it was',
    ],
    [
      'notes changed',
      () => repacked((files) => (files['run.json'] = strToU8(strFromU8(files['run.json']!).replace('two', 'six')))),
      'run.json is not what it was',
    ],
    ['a newer version', () => repacked((files) => (files['run.json'] = strToU8('{"version": 2}'))), 'a newer turnlab'],
    ['a broken description', () => repacked((files) => (files['run.json'] = strToU8('{"ver'))), 'run.json is damaged'],
  ])('%s', (_, make, words) => {
    const { code, message } = refusal(make());
    expect(code).toBe('bad-file');
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
  });

  it('any single damaged byte is noticed or harmless: never another run, never a foreign error', () => {
    fc.assert(
      fc.property(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = zip.slice();
        damaged[at]! ^= flip;
        let opened: Bundle;
        try {
          opened = readBundle(damaged);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(TurnlabError);
          return;
        }
        expect(opened).toEqual(bundle);
      }),
      { numRuns: 25 },
    );
  });

  it('a zip that unpacks to gigabytes is refused before it is unpacked', () => {
    // The size that the zip's directory states for its first file, at offset 24 of the entry.
    const bomb = zip.slice();
    const view = new DataView(bomb.buffer);
    for (let at = bomb.length - 46; at > 0; at--)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0x7fffffff, true);
    expect(refusal(bomb).message).toContain('larger than 512 MB');
  });
});
