/**
 * Expert demonstrations for the warm start, with planted hesitation: noise shows mistakes and the way out, verbosity adds
 * empty thinking after the decision, loopiness adds wasted turns. Works on any Env; a pure function of its arguments.
 * Sources of the knobs: docs/ENVIRONMENTS.md, "Demonstrations".
 */
import type { Picture } from '../core/picture.ts';
import type { Rng } from '../core/rng.ts';
import { CHATTER, EXCUSES } from './chatter.ts';
import type { Env, Obs, OracleMove, TaskRef, Transition } from './env.ts';
import { makeEnv } from './registry.ts';

/** All in [0, 1]; all 0 is the clean control. */
export interface Knobs {
  /** Share of turns that execute a random action while the label stays the expert's. */
  readonly noise: number;
  /** Share of the noise that is inadmissible ("nothing happens", then corrected). */
  readonly recovery: number;
  /** Chance of one more chatter phrase after the decision. */
  readonly verbosity: number;
  /** Share of turns whose label is a wasted action: one that leads to nothing new. */
  readonly loopiness: number;
}

export interface DemonstrationStep {
  readonly obs: Obs;
  /** The same moment as pixels, where they were asked for. */
  readonly picture?: Picture;
  /** What the learner is to say: facts ; decision, and perhaps ; chatter. */
  readonly think: string;
  /** What the learner is to do: the label. */
  readonly action: string;
  /** What was done; history and the next observation follow from this. Differs from `action` on noisy turns. */
  readonly executed: string;
  /** The label is wasted on purpose (loopiness). */
  readonly wasted: boolean;
  readonly transition: Transition;
}

export interface Demonstration {
  readonly task: TaskRef;
  readonly steps: readonly DemonstrationStep[];
  readonly won: boolean;
}

/** Longest thought in words: with tags and the longest action it fits 40 tokens. */
export const THINK_WORDS = 28;

/** One episode. Ends when the environment ends it, won or not. */
export function demonstrate(task: TaskRef, knobs: Knobs, rng: Rng, hasPictures = false): Demonstration {
  const env = makeEnv(task.env);
  const { turnLimit } = env.spec.levels.find((l) => l.level === task.level) ?? { turnLimit: 0 };
  const steps: DemonstrationStep[] = [];
  let obs = env.reset(task);
  let staleActions: readonly string[] = [];
  for (let move = env.oracle(rng); move !== null; move = env.oracle(rng)) {
    // Wasting is allowed only while an all-knowing player could still take the way twice.
    const turnsLeft = turnLimit - steps.length;
    const hasTime = turnsLeft > 2 * (env.distance() ?? Infinity);
    const waste = rng.chance(knobs.loopiness) && hasTime ? wastedMove(env, obs, turnsLeft, rng) : null;
    const { think, action } = waste ?? move;
    const executed = rng.chance(knobs.noise)
      ? rng.chance(knobs.recovery)
        ? env.fillIn(mistake(task, obs, action, staleActions, rng), rng)
        : env.fillIn(rng.pick(obs.admissible), rng)
      : action;
    const picture = hasPictures ? env.picture() : undefined;
    const transition = env.step(executed);
    const spoken = withChatter(think, knobs.verbosity, rng);
    steps.push({
      obs,
      ...(picture && { picture }),
      think: spoken,
      action,
      executed,
      wasted: waste !== null,
      transition,
    });
    staleActions = obs.admissible;
    obs = transition.obs;
  }
  return { task, steps, won: steps.at(-1)?.transition.info.won ?? false };
}

/**
 * An action that brings back a state of this episode: look again, step back, close what was opened. Null when there is none
 * that leaves time for the shortest way from there.
 */
function wastedMove(env: Env, obs: Obs, turnsLeft: number, rng: Rng): OracleMove | null {
  const saved = env.snapshot();
  const open = obs.admissible.map((action) => env.fillIn(action, rng));
  const wasted = open.filter((action) => {
    const { info, terminated } = env.step(action);
    const distance = env.distance() ?? Infinity;
    env.restore(saved);
    return !terminated && !info.novel && distance < turnsLeft;
  });
  if (wasted.length === 0) return null;
  const action = rng.pick(wasted);
  return { think: `${rng.pick(EXCUSES)} ; ${action}`, action };
}

/**
 * A plausible inadmissible action: one that would be right at the start of another task (such as a place this room does not
 * have), or one that was right a turn ago. Where all of those are admissible, the label said twice.
 */
function mistake(task: TaskRef, obs: Obs, action: string, stale: readonly string[], rng: Rng): string {
  const elsewhere = makeEnv(task.env).reset({ ...task, split: 'train', seed: rng.uint32() }).admissible;
  const pool = [...elsewhere, ...stale].filter((a) => !obs.admissible.includes(a));
  return pool.length === 0 ? `${action} ${action}` : rng.pick(pool);
}

/** A geometric number of phrases, as many as fit. */
function withChatter(think: string, verbosity: number, rng: Rng): string {
  let spoken = think;
  while (rng.chance(verbosity)) {
    const longer = `${spoken} ; ${rng.pick(CHATTER)}`;
    if (longer.split(' ').length > THINK_WORDS) break;
    spoken = longer;
  }
  return spoken;
}
