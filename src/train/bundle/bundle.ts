/**
 * One run as one zip file: its description, every number, some episodes, the model as Hugging Face files, and the checkpoint
 * to go on from. Same run, same bytes. Must not know where the file comes from or goes to.
 */
import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { TurnlabError } from '../../core/errors.ts';
import { readCheckpoint } from '../checkpoint.ts';
import { linesUpTo } from '../event-line.ts';
import { metricsCsv } from './metrics-csv.ts';
import { policyFiles, POLICY_FILE } from './policy-files.ts';
import { checkSheet, isNewer, SHEET_VERSION, sheetPartOf, type RunSheet } from './run-sheet.ts';
import { sha256 } from '../../core/sha256.ts';

export interface Bundle {
  readonly sheet: RunSheet;
  /** As event-line.ts writes them, in the order they happened. */
  readonly lines: readonly string[];
  /** As episode-line.ts writes them. */
  readonly episodes: readonly string[];
  readonly checkpoint: Uint8Array;
}

const SHEET_FILE = 'run.json';
const LINES_FILE = 'events.jsonl';
const METRICS_FILE = 'metrics.csv';
const EPISODES_FILE = 'rollouts.jsonl';
const CHECKPOINT_FILE = 'checkpoint.bin';
/** In the format of sha256sum(1): `sha256sum -c SHA256SUMS` checks an unpacked bundle. */
const SUMS_FILE = 'SHA256SUMS';
/** What the run was trained on, if that is somebody's own data. The checkpoint holds it too; here a person sees what is handed on. */
const DATA_FILE = 'data.txt';
const OWN_FILES = [
  SHEET_FILE,
  LINES_FILE,
  METRICS_FILE,
  EPISODES_FILE,
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  POLICY_FILE,
  CHECKPOINT_FILE,
];

/** Larger files are refused before they are read: no run of ours comes near, and a tab has to hold it several times. */
export const MOST_BYTES = 512 * 2 ** 20;

/** Zip stores local time from 1980 on; made from local parts, it is the same in every time zone. */
const NO_TIME = new Date(1980, 0, 1);

/** The run as it was at its checkpoint: what happened after it is left out. Throws TurnlabError `bad-file`. */
export function makeBundle(
  sheet: RunSheet,
  lines: readonly string[],
  episodes: readonly string[],
  bytes: Uint8Array,
): Bundle {
  const { state } = readCheckpoint(bytes);
  const { stage, update, warmUpdate } = state;
  return {
    sheet: { ...sheet, ...sheetPartOf(state) },
    lines: linesUpTo(lines, { stage, update, warmUpdate }),
    episodes: linesUpTo(episodes, { stage: 'training', update, warmUpdate }),
    checkpoint: bytes,
  };
}

/** `bundle` as makeBundle or readBundle gives it. */
export function writeBundle(bundle: Bundle): Uint8Array<ArrayBuffer> {
  const files = filesOf(bundle);
  const names = namesIn(files);
  const sums = joined(names.map((name) => sumLine(name, files[name]!)));
  const zip: Zippable = {};
  for (const name of names) {
    // Weights hardly shrink; packing them would only take time.
    const level = name === POLICY_FILE || name === CHECKPOINT_FILE ? 0 : 6;
    zip[name] = [files[name]!, { level }];
  }
  zip[SUMS_FILE] = strToU8(sums);
  return zipSync(zip, { mtime: NO_TIME });
}

type Files = Readonly<Record<string, Uint8Array>>;

/** In the order of the zip. */
const namesIn = (files: Files): string[] => (files[DATA_FILE] ? [...OWN_FILES, DATA_FILE] : OWN_FILES);

function filesOf({ sheet, lines, episodes, checkpoint }: Bundle): Files {
  const read = readCheckpoint(checkpoint);
  return {
    [SHEET_FILE]: strToU8(`${JSON.stringify(sheet, null, 2)}\n`),
    [LINES_FILE]: strToU8(joined(lines)),
    [METRICS_FILE]: strToU8(metricsCsv(sheet.created, lines)),
    [EPISODES_FILE]: strToU8(joined(episodes)),
    ...policyFiles(read),
    [CHECKPOINT_FILE]: checkpoint,
    ...(read.data !== undefined && { [DATA_FILE]: strToU8(read.data) }),
  };
}

const sumLine = (name: string, bytes: Uint8Array): string => `${sha256(bytes)}  ${name}`;
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const split = (bytes: Uint8Array): string[] => strFromU8(bytes).split('\n').slice(0, -1);

const bad = (sentence: string, next = 'Export the run again, and import that file.'): never => {
  throw new TurnlabError('bad-file', `This bundle cannot be opened: ${sentence}`, next);
};

/** Throws TurnlabError `bad-file` for a file that is no bundle, is damaged, too large, foreign, or from a newer turnlab. */
export function readBundle(zip: Uint8Array): Bundle {
  const files = unpacked(zip);
  const sheetBytes = files[SHEET_FILE] ?? bad('it is a zip file, but not one of turnlab’s (run.json is missing).');
  const raw = parsed(sheetBytes);
  // Before anything else: a newer turnlab may well have other files.
  if (isNewer((raw as { version?: unknown } | null)?.version))
    bad(`a newer turnlab wrote it, and this one reads version ${SHEET_VERSION} only.`, 'Use a newer turnlab.');
  for (const name of OWN_FILES) if (!files[name]) bad(`${name} is missing.`);
  const foreign = Object.keys(files).find((name) => name !== SUMS_FILE && !namesIn(files).includes(name));
  if (foreign !== undefined) bad(`it holds “${foreign}”, which is no part of a run.`);
  const sums = files[SUMS_FILE] ?? bad(`${SUMS_FILE} is missing.`);
  checkSums(files, new Set(split(sums)));
  const bundle = {
    sheet: checkSheet(raw),
    lines: split(files[LINES_FILE]!),
    episodes: split(files[EPISODES_FILE]!),
    checkpoint: files[CHECKPOINT_FILE]!,
  };
  const read = readCheckpoint(bundle.checkpoint);
  if (sha256(policyFiles(read)[POLICY_FILE]!) !== sha256(files[POLICY_FILE]!))
    bad(`${POLICY_FILE} and ${CHECKPOINT_FILE} hold different models.`);
  const data = files[DATA_FILE] && strFromU8(files[DATA_FILE]);
  if (data !== read.data) bad(`${DATA_FILE} and ${CHECKPOINT_FILE} hold different data.`);
  return bundle;
}

function checkSums(files: Files, sums: ReadonlySet<string>): void {
  for (const name of namesIn(files))
    if (!sums.has(sumLine(name, files[name]!)))
      bad(`${name} is not what it was when the bundle was made; it was damaged or changed.`);
}

function unpacked(zip: Uint8Array): Record<string, Uint8Array> {
  if (zip.length > MOST_BYTES) return bad(`it is larger than ${MOST_BYTES / 2 ** 20} MB.`);
  if (zip[0] !== 0x50 || zip[1] !== 0x4b) return bad('it is not a zip file.');
  let size = 0;
  let isTooLarge = false;
  try {
    const files = unzipSync(zip, {
      filter: ({ originalSize }) => {
        size += originalSize;
        isTooLarge ||= size > MOST_BYTES;
        return !isTooLarge;
      },
    });
    if (!isTooLarge) return files;
  } catch {
    return bad('it is cut off or damaged.');
  }
  return bad(`unpacked it would be larger than ${MOST_BYTES / 2 ** 20} MB.`);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strFromU8(bytes));
  } catch {
    return bad('run.json is damaged.');
  }
}
