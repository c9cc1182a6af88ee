/**
 * The compact prompt of one turn, as token ids:
 *   <task> … <hist> > action : what it caused > action <obs> … <adm> action | action …
 * With a picture its patches stand after <obs>, one place each, and past actions stand alone: no words about the world.
 * Who is told no actions finds nothing after <adm>.
 * The last action's consequence is the present observation, so it is not written twice. Must not sample or parse.
 */
import { PATCH, patchCount, type Picture } from '../core/picture.ts';
import type { Obs } from '../envs/env.ts';
import type { Codec } from './codec.ts';

export interface PastTurn {
  readonly action: string;
  /** Compact text of the observation the action caused. */
  readonly caused?: string;
}

export interface PromptView {
  readonly task: string;
  readonly observation: string | Picture;
  readonly admissible: readonly string[];
  /** Oldest first; already cut to the memory window. */
  readonly past: readonly PastTurn[];
}

export interface Told {
  /** Instead of every word about the world. */
  readonly picture: Picture | undefined;
  /** Whether the agent is told which actions are possible. */
  readonly actionList: boolean;
}

/** What is said of a moment; `past` is already cut to the memory window. */
export function viewOf(obs: Obs, past: readonly PastTurn[], { picture, actionList }: Told): PromptView {
  const { task, text } = obs;
  const admissible = actionList ? obs.admissible : [];
  return picture
    ? { task, observation: picture, admissible, past: past.map(({ action }) => ({ action })) }
    : { task, observation: text, admissible, past };
}

/**
 * Never longer than `budget` tokens and never throws: the oldest past turns go first, then admissible actions from the
 * end, then the tail of what is left.
 */
export function buildPrompt(codec: Codec, view: PromptView, budget: number): Uint32Array {
  const { control } = codec;
  const last = view.past.length - 1;
  const past = view.past.map(({ action, caused }, k) => {
    const said = [[control.step], codec.encode(action)];
    return caused === undefined || k === last ? said : [...said, [control.caused], codec.encode(caused)];
  });
  const admissible = view.admissible.map((action, k) => [k === 0 ? [] : [control.or], codec.encode(action)]);
  const task = [[control.task], codec.encode(view.task), [control.history]];
  const observation = [[control.observation], observed(codec, view.observation), [control.admissible]];

  let excess = sizeOf([...task, ...observation]) + sizeOf(past.flat()) + sizeOf(admissible.flat()) - budget;
  while (excess > 0 && past.length > 0) excess -= sizeOf(past.shift()!);
  while (excess > 0 && admissible.length > 0) excess -= sizeOf(admissible.pop()!);
  return joined([...task, ...past.flat(), ...observation, ...admissible.flat()]).slice(0, budget);
}

type Piece = ArrayLike<number>;
const sizeOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

function joined(pieces: readonly Piece[]): Uint32Array {
  const ids = new Uint32Array(sizeOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    ids.set(piece, at);
    at += piece.length;
  }
  return ids;
}

const observed = (codec: Codec, observation: string | Picture): Uint32Array =>
  typeof observation === 'string' ? codec.encode(observation) : new Uint32Array(patchCount(observation)).fill(PATCH);
