/**
 * The table of the Play view: which task is on it, who plays, and time. A person's actions, the random player, the expert and
 * a trained agent all go through here; what an environment throws ends the episode with a sentence, never the page. One per
 * page. Must not know React, nor where agents come from (agent-player.ts).
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { asTurnlabError, TurnlabError } from '../../core/errors.ts';
import { Rng } from '../../core/rng.ts';
import type { Split, TaskRef } from '../../envs/env.ts';
import type { PromptView } from '../../rollout/prompt.ts';
import type { PlayPlace } from '../url.ts';
import type { AgentPlayer } from './agent-player.ts';
import { BUILT_IN, type Playable } from './playable.ts';
import { PlayedEpisode, type Deed, type Player, type Shown, type Sight } from './played-episode.ts';

export interface PlayState {
  readonly playables: readonly Playable[];
  readonly playable: Playable;
  readonly level: number;
  readonly split: Split;
  readonly seed: number;
  readonly player: Player;
  /** The run whose agent plays; "" = none was chosen. */
  readonly run: string;
  /** What is known of that agent once it has been loaded. */
  readonly agent: AgentPlayer['facts'] | null;
  /** Null when the task could not be made. */
  readonly episode: Shown | null;
  /** Grows with every new episode, so that what belongs to the last one is not mistaken for this one's. */
  readonly number: number;
  readonly isPlaying: boolean;
  /** An agent is being loaded or is thinking. */
  readonly isWaiting: boolean;
  readonly turnMs: number;
  /** The environment failed: what is on show is the last that is known. */
  readonly isBroken: boolean;
  /** What went wrong or cannot be done, with the next step; "" when nothing. */
  readonly problem: string;
}

/** Gives the agent of a run as of its newest checkpoint; `have`: one that is loaded, given back when it is still the newest. */
export type FindAgent = (run: string, have: AgentPlayer | null) => Promise<AgentPlayer>;

export const SPEEDS: readonly { readonly turnMs: number; readonly name: string }[] = [
  { turnMs: 2500, name: 'slow' },
  { turnMs: 1000, name: 'normal' },
  { turnMs: 300, name: 'fast' },
];
const MOST_SEED = 0xffff_ffff;

export class PlaySession {
  readonly store: StoreApi<PlayState>;
  readonly #findAgent: FindAgent;
  #episode: PlayedEpisode | null = null;
  #rng = new Rng(0, '');
  #agent: AgentPlayer | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(place: PlayPlace, findAgent: FindAgent, own: readonly Playable[] = []) {
    this.#findAgent = findAgent;
    this.store = createStore<PlayState>(() => ({
      playables: [...BUILT_IN, ...own],
      playable: BUILT_IN[0]!,
      level: 0,
      split: 'train',
      seed: 0,
      player: 'you',
      run: '',
      agent: null,
      episode: null,
      number: 0,
      isPlaying: false,
      isWaiting: false,
      turnMs: 1000,
      isBroken: false,
      problem: '',
    }));
    this.place(place);
  }

  get state(): PlayState {
    return this.store.getState();
  }

  /** What a link asks for. A level that does not exist becomes the nearest, and that is told. */
  place({ env, level, split, seed }: PlayPlace): void {
    const playable = this.state.playables.find(({ spec }) => spec.id === env) ?? BUILT_IN[0]!;
    this.store.setState({ level, split, seed });
    this.choose(playable);
    const { level: taken } = this.state;
    if (taken !== level)
      this.store.setState({
        problem: `${playable.spec.title} has no level ${level}${rangeOf(playable)}; level ${taken} was taken.`,
      });
  }

  choose(playable: Playable): void {
    const { level, split, player } = this.state;
    this.#letAgentGo();
    this.store.setState({
      playable,
      level: nearestLevel(playable, level),
      split: playable.splits.includes(split) ? split : playable.splits[0]!,
      run: '',
      // Agents of one environment do not understand another.
      player: player === 'agent' ? 'you' : player,
    });
    this.restart();
  }

  /** Adds what a person has brought. */
  offer(playables: readonly Playable[]): void {
    this.store.setState({ playables: [...this.state.playables, ...playables] });
  }

  /** Another task; what is left out stays. */
  goTo(task: Partial<Omit<PlayPlace, 'env'>>): void {
    this.store.setState(task);
    this.restart();
  }

  next(): void {
    this.goTo({ seed: this.state.seed === MOST_SEED ? 0 : this.state.seed + 1 });
  }

  /** The same task from its start. */
  restart(): void {
    this.pause();
    const { playable, level, split, seed } = this.state;
    const ref: TaskRef = { env: playable.spec.id, level, split, seed };
    // Each episode has its own numbers, so that random play and the expert do the same again.
    this.#rng = new Rng(seed, `player ${playable.spec.id} ${level} ${split}`);
    this.#episode = null;
    let problem = '';
    try {
      this.#episode = new PlayedEpisode(playable.make(), ref);
    } catch (thrown) {
      problem = sentenceOf(thrown);
    }
    this.store.setState({
      episode: this.#shown(),
      number: this.state.number + 1,
      isWaiting: false,
      isBroken: false,
      problem,
    });
  }

  sit(player: Player, run = ''): void {
    this.pause();
    if (run !== this.state.run) this.#letAgentGo();
    this.store.setState({ player, run, problem: '' });
  }

  /** A person's turn, whoever else plays. */
  act(text: string): void {
    this.pause();
    this.#do((episode) => ({ by: 'you', action: episode.spelled(text), think: '', formatValid: true }));
  }

  /** One turn of whoever plays; nothing when that is the person. */
  async step(): Promise<void> {
    const { player, isWaiting, number } = this.state;
    const episode = this.#episode;
    if (player === 'you' || isWaiting || !episode || this.state.episode?.end) return;
    const turn = episode.shown.turns.length;
    this.store.setState({ isWaiting: player === 'agent', problem: '' });
    try {
      const deed = await this.#deedOf(player, episode);
      // Meanwhile the person may have gone on to another task, or taken the turn.
      if (this.state.number !== number || episode.shown.turns.length !== turn) return;
      this.#do(() => deed);
    } catch (thrown) {
      if (this.state.number !== number) return;
      this.pause();
      // Its worker may be gone; the next turn brings another one.
      if (player === 'agent') this.#letAgentGo();
      this.store.setState({ problem: sentenceOf(thrown) });
    } finally {
      if (this.state.number === number) this.store.setState({ isWaiting: false });
    }
  }

  play(): void {
    if (this.state.player === 'you' || this.state.isPlaying) return;
    if (this.state.episode?.end) this.restart();
    this.store.setState({ isPlaying: true });
    void this.#goOn();
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.state.isPlaying) this.store.setState({ isPlaying: false });
  }

  pace(turnMs: number): void {
    this.store.setState({ turnMs });
  }

  /** What an agent would be shown now. */
  view(sight: Sight): PromptView | null {
    return this.#episode?.view(sight) ?? null;
  }

  isTemplate(action: string): boolean {
    return this.#episode?.isTemplate(action) ?? false;
  }

  /** Nobody looks any more: time stands still and the agent's memory is given back. */
  rest(): void {
    this.pause();
    this.#letAgentGo();
  }

  async #goOn(): Promise<void> {
    await this.step();
    if (!this.state.isPlaying) return;
    if (this.state.episode?.end) this.pause();
    else this.#timer = setTimeout(() => void this.#goOn(), this.state.turnMs);
  }

  async #deedOf(player: Exclude<Player, 'you'>, episode: PlayedEpisode): Promise<Deed> {
    const { obs } = episode.shown.now;
    if (player === 'random') {
      const action = episode.env.fillIn(this.#rng.pick(obs.admissible), this.#rng);
      return { by: player, action, think: '', formatValid: true };
    }
    if (player === 'expert') {
      const move = episode.env.oracle(this.#rng);
      if (!move)
        throw new TurnlabError('bad-argument', 'The expert sees no way to win from here.', 'Start the task again.');
      return { by: player, ...move, formatValid: true };
    }
    const agent = await this.#loadAgent(episode.shown.turns.length === 0);
    const said = await agent.say({
      view: episode.view(agent.facts),
      episode: episode.shown.ref.seed,
      turn: episode.shown.turns.length,
    });
    return { by: player, ...said };
  }

  /** `isStart`: between episodes a newer checkpoint may take over; within one the agent stays who it is. */
  async #loadAgent(isStart: boolean): Promise<AgentPlayer> {
    const { run } = this.state;
    if (this.#agent && !isStart) return this.#agent;
    const agent = await this.#findAgent(run, this.#agent);
    if (this.state.run !== run) {
      if (agent !== this.#agent) agent.dispose();
      throw new TurnlabError('bad-argument', 'Another player was chosen meanwhile.');
    }
    if (agent !== this.#agent) this.#agent?.dispose();
    this.#agent = agent;
    this.store.setState({ agent: agent.facts });
    return agent;
  }

  #letAgentGo(): void {
    this.#agent?.dispose();
    this.#agent = null;
    this.store.setState({ agent: null });
  }

  #do(deed: (episode: PlayedEpisode) => Deed): void {
    if (!this.#episode || this.state.episode?.end) return;
    let problem = '';
    try {
      this.#episode.act(deed(this.#episode));
    } catch (thrown) {
      // What state it is in now nobody knows, so nothing more is done to it.
      problem = `The environment failed: ${sentenceOf(thrown)} Start the task again.`;
      this.#episode = null;
      this.pause();
    }
    this.store.setState(this.#episode ? { problem, episode: this.#shown() } : { problem, isBroken: true });
  }

  #shown(): Shown | null {
    return this.#episode?.shown ?? null;
  }
}

/** Its levels, where there is a choice. */
function rangeOf({ spec: { levels } }: Playable): string {
  return levels.length > 1 ? ` (it has ${levels[0]!.level} to ${levels.at(-1)!.level})` : '';
}

const nearestLevel = ({ spec }: Playable, level: number): number =>
  spec.levels.reduce(
    (best, l) => (Math.abs(l.level - level) < Math.abs(best - level) ? l.level : best),
    spec.levels[0]!.level,
  );

function sentenceOf(thrown: unknown): string {
  const { message, next } = asTurnlabError(thrown);
  return [message, next].filter(Boolean).join(' ');
}
