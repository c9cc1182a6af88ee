/**
 * The compact prompt of one turn, as token ids:
 *   <task> … <hist> > action : what it caused > action <obs> … <adm> action | action …
 * The last action's consequence is the present observation, so it is not written twice. Must not sample or parse.
 */
import type { Codec } from './codec.ts';

export interface PastTurn {
  readonly action: string;
  /** Compact text of the observation the action caused. */
  readonly caused: string;
}

export interface PromptView {
  readonly task: string;
  readonly observation: string;
  readonly admissible: readonly string[];
  /** Oldest first; already cut to the memory window. */
  readonly past: readonly PastTurn[];
}

/**
 * Never longer than `budget` tokens and never throws: the oldest past turns go first, then admissible actions from the
 * end, then the tail of what is left.
 */
export function buildPrompt(codec: Codec, view: PromptView, budget: number): Uint32Array {
  const { control } = codec;
  const past = view.past.map(({ action, caused }, k) => [
    control.step,
    ...codec.encode(action),
    ...(k === view.past.length - 1 ? [] : [control.caused, ...codec.encode(caused)]),
  ]);
  const admissible = view.admissible.map((action, k) => [...(k === 0 ? [] : [control.or]), ...codec.encode(action)]);
  const task = [control.task, ...codec.encode(view.task), control.history];
  const observation = [control.observation, ...codec.encode(view.observation), control.admissible];

  let excess = task.length + observation.length + past.flat().length + admissible.flat().length - budget;
  while (excess > 0 && past.length > 0) excess -= past.shift()!.length;
  while (excess > 0 && admissible.length > 0) excess -= admissible.pop()!.length;
  return Uint32Array.from([...task, ...past.flat(), ...observation, ...admissible.flat()].slice(0, budget));
}
