/**
 * One episode at the table: an environment, everything that was done in it so far, and what stands there now. Whoever plays
 * (a person, chance, the expert, an agent) plays through this. Must not decide what is done, nor hold time.
 */
import type { Env, Obs, StepInfo, TaskRef } from '../../envs/env.ts';
import { Rng } from '../../core/rng.ts';
import type { Observation } from '../../rollout/collect.ts';
import { viewOf, type PastTurn, type PromptView } from '../../rollout/prompt.ts';

/** Characters; a slip of the hand is no longer. */
const MOST_SPELLED = 1000;

export type Player = 'you' | 'random' | 'expert' | 'agent';

export interface Moment {
  readonly obs: Obs;
  readonly scene: unknown;
  /** Turns an all-knowing player still needs; null when out of reach or unknown. */
  readonly distance: number | null;
}

export interface PlayedTurn extends Moment {
  readonly by: Player;
  readonly action: string;
  /** What was thought before it; "" where nothing was. */
  readonly think: string;
  /** False for an agent's answer that was not one thought and one action. */
  readonly formatValid: boolean;
  readonly reward: number;
  readonly info: StepInfo;
}

/** How an agent sees an episode. */
export interface Sight {
  /** Past turns in view. */
  readonly history: number;
  readonly observation: Observation;
  readonly actionList: boolean;
}

/** A turn before the environment has answered. */
export type Deed = Pick<PlayedTurn, 'by' | 'action' | 'think' | 'formatValid'>;

/** Plain data, made anew with every turn. */
export interface Shown {
  readonly ref: TaskRef;
  readonly turnLimit: number;
  readonly start: Moment;
  readonly turns: readonly PlayedTurn[];
  /** The last turn's, or the start. */
  readonly now: Moment;
  /** Sum of rewards. */
  readonly gain: number;
  readonly end: StepInfo['reason'] | null;
}

export class PlayedEpisode {
  readonly env: Env;
  readonly #ref: TaskRef;
  readonly #start: Moment;
  #turns: readonly PlayedTurn[] = [];

  /** Throws what the environment throws: TurnlabError `bad-setting` for a level or split it does not have. */
  constructor(env: Env, ref: TaskRef) {
    this.env = env;
    this.#ref = ref;
    this.#start = this.#momentOf(env.reset(ref));
  }

  get shown(): Shown {
    const turns = this.#turns;
    const last = turns.at(-1);
    const level = this.env.spec.levels.find((l) => l.level === this.#ref.level);
    return {
      ref: this.#ref,
      turnLimit: level?.turnLimit ?? 0,
      start: this.#start,
      turns,
      now: last ?? this.#start,
      gain: turns.reduce((sum, turn) => sum + turn.reward, 0),
      end: last?.info.reason ?? null,
    };
  }

  /** Any text is an action; what the environment does not accept costs the turn. */
  act(deed: Deed): void {
    const { obs, reward, info } = this.env.step(deed.action);
    this.#turns = [...this.#turns, { ...deed, ...this.#momentOf(obs), reward, info }];
  }

  /**
   * What a person has typed, as the world writes it: "Look" is look, "42" is 4 2, "type 407" is type 4 0 7. Text that is an
   * action as it stands stays, and so does text that is none in any spelling. The episode is left as it was.
   */
  spelled(text: string): string {
    if (text.length > MOST_SPELLED) return text;
    const plain = text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
    const spellings = [
      text,
      plain,
      plain.replaceAll(/(?<=\d)(?=\d)/g, ' '),
      plain.replaceAll(' ', '').split('').join(' '),
    ];
    const saved = this.env.snapshot();
    const isAction = (action: string): boolean => {
      const { valid } = this.env.step(action).info;
      this.env.restore(saved);
      return valid;
    };
    return spellings.find(isAction) ?? text;
  }

  /** Whether an entry of the list of actions only shows how actions are written: words have to be put in its place. */
  isTemplate(action: string): boolean {
    return this.env.fillIn(action, new Rng(0, 'template')) !== action;
  }

  /** What an agent would be shown now, with so many past turns. Throws TurnlabError `bad-setting` where pictures are asked for
   * and none are drawn. */
  view({ history, observation, actionList }: Sight): PromptView {
    const past = this.#turns.map(({ action, obs: after }): PastTurn => ({ action, caused: after.brief ?? after.text }));
    const picture = observation === 'picture' ? this.env.picture() : undefined;
    return viewOf(this.shown.now.obs, history === 0 ? [] : past.slice(-history), { picture, actionList });
  }

  #momentOf(obs: Obs): Moment {
    return { obs, scene: this.env.scene(), distance: this.env.distance() };
  }
}
