/**
 * A person's own passages, words or things as something to play and to train on. Reads text that is here already: nothing is
 * sent anywhere. Must not know where the text came from.
 */
import type { OwnKind } from '../../core/environments.ts';
import { settingsFrom } from '../../core/settings.ts';
import type { Env, Split } from '../../envs/env.ts';
import { bringOwn } from '../../envs/own-worlds.ts';
import { makeEnv, specOf } from '../../envs/registry.ts';
import { SPLITS } from '../../envs/split.ts';
import { codecOf } from '../../rollout/codec.ts';
import { freshTokenizer } from '../../rollout/vocabulary.ts';
import { fitOf, fitWarning } from '../../train/own-fit.ts';
import type { Playable } from './playable.ts';

/** Throws TurnlabError `bad-file` that names the first line at fault. */
export function readOwn(kind: OwnKind, text: string): Playable {
  const id = bringOwn(kind, text);
  const spec = specOf(id);
  const make = (): Env => makeEnv(id);
  const splits = SPLITS.filter((split) => hasTask(make(), split));
  return {
    spec,
    splits,
    make,
    trainedOn: kind,
    about: `Your own data: ${spec.levels[0]!.title}. It stays on this device.`,
    warning: `${vocabularyWarning(spec.words)} ${roomWarning(id, splits)}`.trim(),
  };
}

/** What is in which split follows from the content, and a few tasks do not fill all. */
function hasTask(env: Env, split: Split): boolean {
  try {
    env.reset({ env: env.spec.id, level: 0, split, seed: 0 });
    return true;
  } catch {
    return false;
  }
}

function vocabularyWarning(words: readonly string[]): string {
  const tokenizer = freshTokenizer(words);
  const spelled = words.filter((word) => tokenizer.idOf(word) === undefined);
  if (spelled.length === 0) return 'An agent that is trained on it has all its words in its vocabulary.';
  const some = spelled.slice(0, 5).join(', ');
  return `${spelled.length} of its words (${some}${spelled.length > 5 ? ', …' : ''}) find no room in the vocabulary of an agent that is trained on it, and are spelled byte by byte.`;
}

function roomWarning(env: string, splits: readonly Split[]): string {
  if (!splits.includes('val')) return 'To train on it, three different tasks are the least.';
  const settings = settingsFrom('micro', { env });
  const codec = codecOf(freshTokenizer(specOf(env).words));
  return fitWarning(fitOf(settings, codec), settings.maxNewTokens);
}
