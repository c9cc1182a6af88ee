/**
 * The folder a run lives in: run.json, metrics.jsonl, checkpoint.bin and the model in Hugging Face layout. Whole files
 * appear at once (written beside, then renamed), so a crash leaves the previous version. Must not know how to train.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import { linesUpTo, type Counters } from '../train/event-line.ts';

export const CHECKPOINT_FILE = 'checkpoint.bin';
export const METRICS_FILE = 'metrics.jsonl';
/** Episodes to look at, one a line, if the run was told to keep some. */
export const EPISODES_FILE = 'rollouts.jsonl';
export const RUN_FILE = 'run.json';
/** What the run was trained on, if that is own data. */
export const DATA_FILE = 'data.txt';

const bad = (sentence: string, next = ''): TurnlabError => new TurnlabError('bad-file', sentence, next);

/** A file's bytes. Throws TurnlabError `bad-file` naming it. */
export function readFile(path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    throw bad(`Cannot read ${path}.`, 'Check the path.');
  }
}

export class RunFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Why nothing may be written to this path, before any work is done. Throws TurnlabError `bad-argument`. */
  static requireFree(path: string): void {
    let entries: string[];
    try {
      entries = existsSync(path) ? readdirSync(path) : [];
    } catch {
      throw new TurnlabError('bad-argument', `--out ${path} is a file.`, 'Name a new folder.');
    }
    if (entries.length > 0)
      throw new TurnlabError(
        'bad-argument',
        `--out ${path} already holds something.`,
        'Name a new folder, or go on with --resume.',
      );
  }

  /** A new folder that holds these files from the moment it exists. */
  static create(path: string, files: Readonly<Record<string, Uint8Array | string>>): RunFolder {
    RunFolder.requireFree(path);
    const full = resolve(path);
    const draft = join(dirname(full), `.${basename(full)}.${process.pid}.part`);
    try {
      mkdirSync(draft, { recursive: true });
      for (const [name, content] of Object.entries(files)) writeFileSync(join(draft, name), content);
      renameSync(draft, full);
    } catch (cause) {
      throw new TurnlabError('bad-argument', `Cannot write to --out ${path}.`, 'Name a folder you may write to.', {
        cause,
      });
    }
    return new RunFolder(full);
  }

  /** The folder of a run that stopped. */
  static open(path: string): RunFolder {
    return new RunFolder(resolve(path));
  }

  replace(name: string, content: Uint8Array | string): void {
    const path = join(this.path, name);
    const part = `${path}.part`;
    writeFileSync(part, content);
    renameSync(part, path);
  }

  appendMetrics(line: string): void {
    appendFileSync(join(this.path, METRICS_FILE), `${line}\n`);
  }

  appendEpisode(line: string): void {
    appendFileSync(join(this.path, EPISODES_FILE), `${line}\n`);
  }

  /** Drops lines that a run resumed from these counters will write again. */
  trimLines(counters: Counters): void {
    this.#trim(METRICS_FILE, counters);
    // Episodes of the warm start say no more than that they come before the first update.
    this.#trim(EPISODES_FILE, { ...counters, stage: 'training' });
  }

  #trim(name: string, counters: Counters): void {
    const path = join(this.path, name);
    if (!existsSync(path)) return;
    const kept = linesUpTo(readFileSync(path, 'utf8').split('\n'), counters);
    this.replace(name, kept.map((line) => `${line}\n`).join(''));
  }
}
