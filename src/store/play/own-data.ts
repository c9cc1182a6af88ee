/**
 * A person's own passages, words or things as something to play and to train on. Reads text that is here already: nothing is
 * sent anywhere. Must not know where the text came from.
 */
import type { OwnKind } from '../../core/environments.ts';
import { TurnlabError } from '../../core/errors.ts';
import { settingOf, settingsFrom } from '../../core/settings.ts';
import { bringBack, bringOwn, ownTextOf } from '../../envs/own-worlds.ts';
import { specOf } from '../../envs/registry.ts';
import { freshTokenizer } from '../../rollout/vocabulary.ts';
import { readCheckpoint } from '../../train/checkpoint.ts';
import { fitOfRun, fitWarning } from '../../train/own-fit.ts';
import { ownAtHand, ownOf } from '../own-at-hand.ts';
import type { Session } from '../session.ts';
import { splitsOf } from './playable.ts';

/** Gives the id of its environment, which is at hand from then on. Throws TurnlabError `bad-file` that names the first line at fault. */
export function readOwn(kind: OwnKind, text: string): string {
  const id = bringOwn(kind, text);
  putAtHand(id);
  return id;
}

/** The own data that a kept run was trained on; nothing happens when it was trained on something else. */
export function readOwnOfRun(checkpoint: Uint8Array): void {
  const { state, data } = readCheckpoint(checkpoint);
  if (data === undefined) return;
  bringBack(state.began.env, data);
  putAtHand(state.began.env);
}

function putAtHand(id: string): void {
  if (ownOf(id)) return;
  const { title, levels } = specOf(id);
  const own = { id, title: `${title}: ${levels[0]!.title}`, text: ownTextOf(id)! };
  ownAtHand.setState([...ownAtHand.getState(), own], true);
}

/** What an agent would make of it, in sentences. */
export function warningOf(id: string): string {
  return [vocabularyWarning(specOf(id).words), roomWarning(id)].filter(Boolean).join(' ');
}

function vocabularyWarning(words: readonly string[]): string {
  const tokenizer = freshTokenizer(words);
  const spelled = words.filter((word) => tokenizer.idOf(word) === undefined);
  if (spelled.length === 0) return 'An agent that is trained on it has all its words in its vocabulary.';
  const some = spelled.slice(0, 5).join(', ');
  return `${spelled.length} of its words (${some}${spelled.length > 5 ? ', …' : ''}) find no room in the vocabulary of an agent that is trained on it, and are spelled byte by byte.`;
}

function roomWarning(id: string): string {
  if (!splitsOf(id).includes('val')) return 'To train on it, three different tasks are the least.';
  const settings = settingsFrom('micro', { env: id });
  return fitWarning(fitOfRun(settings), settings.maxNewTokens);
}

/**
 * Makes it the environment of the next run and shows the Lab; turns get the room that its expert needs, as far as there is any. A run
 * that is open goes on as it is. Throws TurnlabError `bad-setting` when there are too few tasks.
 */
export function trainOn(session: Session, id: string): void {
  if (!splitsOf(id).includes('val'))
    throw new TurnlabError('bad-setting', 'There are too few tasks to train on: three different ones are the least.');
  session.setSetting('level', 0);
  session.setSetting('observation', 'text');
  session.setSetting('env', id);
  const { draft } = session.state;
  // The link may keep another environment; it was told.
  if (draft.env !== id) return;
  const room = settingOf('maxNewTokens')!;
  const { longestResponse } = fitOfRun(draft);
  if (room.kind === 'integer' && longestResponse > draft.maxNewTokens)
    session.setSetting('maxNewTokens', Math.min(room.max, Math.ceil(longestResponse / room.step) * room.step));
  session.showView('lab');
}
