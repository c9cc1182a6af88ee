import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EPISODES_FILE, METRICS_FILE, readFile, RunFolder } from './run-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'turnlab-folder-'));
afterAll(() => rmSync(root, { recursive: true }));
let next = 0;
const fresh = (): string => join(root, `run-${next++}`);

describe('run folder', () => {
  test('appears with its files and leaves nothing else behind', () => {
    const path = fresh();
    RunFolder.create(path, { 'run.json': '{}' });
    expect(readdirSync(path)).toEqual(['run.json']);
    expect(readdirSync(root).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('never overwrites: a folder with content and a file are refused', () => {
    const path = fresh();
    RunFolder.create(path, { 'run.json': '{}' });
    expect(() => RunFolder.create(path, {})).toThrow('already holds something');
    expect(() => RunFolder.requireFree(join(path, 'run.json'))).toThrow('is a file');
    expect(readFileSync(join(path, 'run.json'), 'utf8')).toBe('{}');
  });

  test('resuming drops the lines that will be written again, cut lines included', () => {
    const folder = RunFolder.create(fresh(), { [METRICS_FILE]: '' });
    const line = (kind: string, update: number): string => JSON.stringify({ kind, update });
    const lines = [line('warm', 20), line('evaluation', 0), line('update', 1), line('update', 2)];
    const path = join(folder.path, METRICS_FILE);
    writeFileSync(path, `${lines.join('\n')}\n{"kind":"upd`);
    folder.trimLines({ stage: 'training', update: 1, warmUpdate: 20 });
    expect(readFileSync(path, 'utf8')).toBe(`${lines.slice(0, 3).join('\n')}\n`);
    folder.trimLines({ stage: 'warm-start', update: 0, warmUpdate: 20 });
    expect(readFileSync(path, 'utf8')).toBe(`${lines[0]}\n`);
  });

  test('resuming drops the episodes that will be played again', () => {
    const folder = RunFolder.create(fresh(), {});
    for (const update of [0, 2, 4]) folder.appendEpisode(JSON.stringify({ update }));
    folder.trimLines({ stage: 'training', update: 3, warmUpdate: 20 });
    expect(readFileSync(join(folder.path, EPISODES_FILE), 'utf8')).toBe('{"update":0}\n{"update":2}\n');
  });

  test('a file that cannot be read is named', () => {
    expect(() => readFile(join(root, 'nothing'))).toThrow('Cannot read');
  });
});
