/**
 * Plays any Game as an Env: counts turns, judges actions, labels every turn exactly, saves and restores episodes.
 * Must not know what the environment is about.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Picture } from '../core/picture.ts';
import { hashText, type Rng } from '../core/rng.ts';
import type { Env, EnvSpec, Obs, OracleMove, StepInfo, TaskRef, Transition } from './env.ts';
import type { Game, Move, Outcome, Reading } from './game.ts';
import { versionOf } from './level-list.ts';
import { decodeFrame, encodeFrame, hashBytes, type Digest } from './snapshot.ts';
import { drawTask } from './split.ts';

const SECOND_BASIS = 0x2c1b3c6d;
const NO_ACTION: Digest = [0, 0];

interface Episode<T, S, M> {
  readonly ref: TaskRef;
  readonly task: T;
  readonly goal: Reading;
  readonly turnLimit: number;
  state: S;
  turn: number;
  lastAction: Digest;
  visited: Digest[];
  /** Of the present state. */
  world: Digest;
  outcome: Outcome;
  distance: number | null;
  moves: readonly M[];
}

export class Machine<T, S, M extends Move> implements Env {
  readonly #game: Game<T, S, M>;
  #episode: Episode<T, S, M> | null = null;

  constructor(game: Game<T, S, M>) {
    this.#game = game;
  }

  get spec(): EnvSpec {
    return this.#game.spec;
  }

  reset(ref: TaskRef): Obs {
    const task = drawTask(this.#game, ref);
    const state = this.#game.start(task);
    const visited = [this.#worldOf(task, state)];
    const episode = this.#episodeAt({ ...ref, seed: ref.seed >>> 0 }, task, state, 0, NO_ACTION, visited);
    this.#episode = episode;
    return this.#observe(episode, this.#game.opening(task));
  }

  /** After the end of an episode nothing moves any more: reward 0, same state, flagged as before. */
  step(action: string): Transition {
    const episode = this.#current();
    const { task, distance: distanceBefore } = episode;
    if (this.#isOver(episode)) return this.#frozen(episode);

    const listed = episode.moves.find((m) => m.text === action && !m.template);
    const move = listed ?? this.#game.read?.(task, episode.state, action) ?? null;
    const before = episode.state;
    const digest: Digest = [hashText(action), hashText(action, SECOND_BASIS)];
    const isRepeat = episode.turn > 0 && same(digest, episode.lastAction);
    episode.turn++;
    episode.lastAction = digest;

    const acted = move && this.#game.act(task, before, move);
    const reading = acted ? acted.reading : this.#game.refusal(task, before);
    const { isEffective, isNovel } = this.#enter(episode, acted ? acted.state : before);

    const { won, dead, score } = episode.outcome;
    const terminated = won || dead;
    const over = this.#isOver(episode);
    if (over) episode.moves = [];
    else if (episode.state !== before) episode.moves = this.#game.moves(task, episode.state);
    const info: StepInfo = {
      valid: move !== null,
      effective: isEffective,
      novel: isNovel,
      repeat: isRepeat,
      progress: distanceBefore === null || episode.distance === null ? null : distanceBefore - episode.distance,
      won,
      score,
      ...(over && { reason: won ? ('won' as const) : dead ? ('dead' as const) : ('limit' as const) }),
    };
    return {
      obs: this.#observe(episode, reading),
      reward: this.#game.reward?.(task, before, episode.state) ?? (terminated ? this.#pay(episode.outcome) : 0),
      terminated,
      truncated: over && !terminated,
      info,
    };
  }

  /** Makes `state` the episode's own, and says what is new about it. */
  #enter(episode: Episode<T, S, M>, state: S): { isEffective: boolean; isNovel: boolean } {
    if (state === episode.state) return { isEffective: false, isNovel: false };
    const { task } = episode;
    const world = this.#worldOf(task, state);
    const isEffective = !same(world, episode.world);
    const isNovel = !episode.visited.some((v) => same(v, world));
    if (isNovel) episode.visited.push(world);
    episode.state = state;
    episode.world = world;
    episode.outcome = this.#game.outcome(task, state);
    episode.distance = this.#game.distance(task, state);
    return { isEffective, isNovel };
  }

  fillIn(action: string, rng: Rng): string {
    return this.#game.fillIn?.(this.#current().task, action, rng) ?? action;
  }

  taskKey(): string {
    return this.#game.key(this.#current().task);
  }

  snapshot(): Uint8Array {
    const { ref, task, state, turn, lastAction, visited } = this.#current();
    return encodeFrame({
      envHash: hashText(this.spec.id),
      version: versionOf(this.spec, ref.level),
      level: ref.level,
      split: ref.split,
      seed: ref.seed,
      turn,
      lastAction,
      visited,
      state: this.#game.pack(task, state),
    });
  }

  restore(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    const { id, levels } = this.spec;
    const level = levels.find((l) => l.level === frame.level);
    const refuse = (why: string): never => {
      throw new TurnlabError('bad-file', `This saved episode ${why}.`, 'Use bytes that this environment saved.');
    };
    if (frame.envHash !== hashText(id)) return refuse(`is not of ${this.spec.title}`);
    if (level === undefined || frame.turn > level.turnLimit) return refuse('does not fit the level');
    const version = versionOf(this.spec, level.level);
    if (frame.version !== version) return refuse(`is of version ${frame.version}, not ${version}`);
    const ref: TaskRef = { env: id, level: frame.level, split: frame.split, seed: frame.seed };
    const present = this.#episode;
    // Forking copies of one task is the common case; drawing it again would cost far more than the copy.
    const task = present !== null && sameTask(present.ref, ref) ? present.task : drawTask(this.#game, ref);
    const state = this.#game.unpack(task, frame.state, frame.turn);
    if (state === null) return refuse('holds no state of its task');
    this.#episode = this.#episodeAt(ref, task, state, frame.turn, frame.lastAction, [...frame.visited]);
  }

  oracle(rng: Rng): OracleMove | null {
    const episode = this.#current();
    return this.#isOver(episode) ? null : this.#game.oracle(episode.task, episode.state, rng);
  }

  distance(): number | null {
    return this.#current().distance;
  }

  picture(): Picture {
    const { task, state } = this.#current();
    if (!this.#game.picture) throw new TurnlabError('bad-setting', `${this.spec.title} draws no pictures.`);
    return this.#game.picture(task, state);
  }

  scene(): unknown {
    const { task, state } = this.#current();
    return this.#game.scene(task, state);
  }

  #current(): Episode<T, S, M> {
    if (this.#episode === null)
      throw new TurnlabError('bad-argument', `${this.spec.title} has no episode yet.`, 'Call reset or restore first.');
    return this.#episode;
  }

  #episodeAt(ref: TaskRef, task: T, state: S, turn: number, lastAction: Digest, visited: Digest[]): Episode<T, S, M> {
    const game = this.#game;
    const episode: Episode<T, S, M> = {
      ref,
      task,
      goal: game.goal(task),
      turnLimit: game.spec.levels.find((l) => l.level === ref.level)!.turnLimit,
      state,
      turn,
      lastAction,
      visited,
      world: this.#worldOf(task, state),
      outcome: game.outcome(task, state),
      distance: game.distance(task, state),
      moves: [],
    };
    if (!this.#isOver(episode)) episode.moves = game.moves(task, state);
    return episode;
  }

  #isOver({ outcome, turn, turnLimit }: Episode<T, S, M>): boolean {
    return outcome.won || outcome.dead || turn >= turnLimit;
  }

  #pay({ won, score }: Outcome): number {
    const { success, allOrNothing } = this.spec.reward;
    return (allOrNothing ? Number(won) : score) * success;
  }

  /** World only: what the agent has learnt without changing anything does not make a state new. */
  #worldOf(task: T, state: S): Digest {
    const bytes = this.#game.pack(task, state);
    const { beliefBytes } = this.#game;
    const world = bytes.subarray(0, bytes.length - (typeof beliefBytes === 'number' ? beliefBytes : beliefBytes(task)));
    return [hashBytes(world), hashBytes(world, SECOND_BASIS)];
  }

  #observe({ task, state, goal, moves }: Episode<T, S, M>, reading: Reading): Obs {
    return {
      text: reading.text,
      full: reading.full,
      ...(reading.brief !== undefined && { brief: reading.brief }),
      task: goal.text,
      fullTask: goal.full,
      admissible: moves.map((m) => m.text),
      anchor: this.#game.anchor(task, state),
    };
  }

  #frozen(episode: Episode<T, S, M>): Transition {
    const { won, dead, score } = episode.outcome;
    return {
      obs: this.#observe(episode, this.#game.refusal(episode.task, episode.state)),
      reward: 0,
      terminated: won || dead,
      truncated: !won && !dead,
      info: {
        valid: false,
        effective: false,
        novel: false,
        repeat: false,
        progress: null,
        won,
        score,
        reason: won ? 'won' : dead ? 'dead' : 'limit',
      },
    };
  }
}

const same = (a: Digest, b: Digest): boolean => a[0] === b[0] && a[1] === b[1];
const sameTask = (a: TaskRef, b: TaskRef): boolean =>
  a.env === b.env && a.level === b.level && a.split === b.split && a.seed === b.seed;
