/**
 * Checked reading of the JSON inside model files: every mistake becomes a TurnlabError `bad-file` that names the file
 * and the field. Must not know what the fields mean.
 */
import { TurnlabError } from '../core/errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

interface Kinds {
  number: number;
  string: string;
  boolean: boolean;
  object: JsonObject;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** UTF-8 bytes as a JSON object. */
export function parseJsonObject(file: string, bytes: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TurnlabError('bad-file', `${file} is not JSON text.`, '', { cause });
  }
  if (!isObject(value)) throw new TurnlabError('bad-file', `${file} is not a JSON object.`);
  return value;
}

/** A field that may be absent or null. Throws when it has another type; numbers must be finite. */
export function optional<K extends keyof Kinds>(
  file: string,
  json: JsonObject,
  key: string,
  kind: K,
): Kinds[K] | undefined {
  const value = json[key];
  if (value === undefined || value === null) return undefined;
  const isRight = kind === 'object' ? isObject(value) : typeof value === kind;
  if (!isRight || (kind === 'number' && !Number.isFinite(value)))
    throw new TurnlabError('bad-file', `${file}: "${key}" must be a ${kind}, got ${JSON.stringify(value)}.`);
  return value as Kinds[K];
}

/** A field that must be there. */
export function field<K extends keyof Kinds>(file: string, json: JsonObject, key: string, kind: K): Kinds[K] {
  const value = optional(file, json, key, kind);
  if (value === undefined) throw new TurnlabError('bad-file', `${file}: "${key}" is missing.`);
  return value;
}
