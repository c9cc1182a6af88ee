/**
 * Reads command-line arguments. Every mistake is a TurnlabError `bad-argument` in one sentence. Must not know commands.
 */
import { TurnlabError } from '../core/errors.ts';

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  /** What stands after it, for the help text; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

export interface Arguments {
  /** A switch that was given has the value "". */
  readonly flags: ReadonlyMap<string, string>;
  readonly positional: readonly string[];
}

const bad = (sentence: string, next = 'Run with --help for the list.'): never => {
  throw new TurnlabError('bad-argument', sentence, next);
};

/** `--name value`, `--name=value`, switches, and at most `positionals` other words. */
export function parseArguments(argv: readonly string[], known: readonly Flag[], positionals = 0): Arguments {
  const flags = new Map<string, string>();
  const positional: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (!word.startsWith('--')) {
      if (word.startsWith('-') && word !== '-') bad(`Unknown flag ${word}.`);
      if (positional.length === positionals) bad(`Unexpected "${word}".`);
      positional.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    const flag = known.find((f) => f.name === name) ?? bad(`Unknown flag --${name}.`);
    if (flags.has(name)) bad(`--${name} is given twice.`, 'Give it once.');
    if (flag.value === undefined) {
      if (equals >= 0) bad(`--${name} takes no value.`);
      flags.set(name, '');
    } else if (equals >= 0) flags.set(name, word.slice(equals + 1));
    else {
      const value = argv[i + 1];
      if (value === undefined || value.startsWith('--')) bad(`--${name} needs a value: ${flag.value}.`);
      flags.set(name, value!);
      i += 1;
    }
  }
  return { flags, positional };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Decimal text as a finite number. */
export function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (!NUMBER.test(text) || !Number.isFinite(value)) bad(`--${name} must be a number, got "${text}".`, '');
  return value;
}

/** Decimal text as a whole number in [min, max]. */
export function wholeNumberOf(name: string, text: string, min: number, max: number): number {
  const value = numberOf(name, text);
  if (!Number.isInteger(value) || value < min || value > max)
    bad(`--${name} must be a whole number from ${min} to ${max}, got ${text}.`, '');
  return value;
}

/** One of a few words. */
export function choiceOf<T extends string>(name: string, text: string, options: readonly T[]): T {
  return (
    options.find((o) => o === text) ?? bad(`--${name} cannot be "${text}".`, `Choose one of ${options.join(', ')}.`)
  );
}

/** Two columns, flag and meaning. */
export const helpOf = (flags: readonly Flag[]): string =>
  flags
    .map(({ name, value, help }) => `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(30)} ${help}`)
    .join('\n');
