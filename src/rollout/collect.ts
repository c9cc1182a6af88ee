/**
 * Plays episodes in lock-step: every episode that is still running takes one turn, then all take the next. Only running
 * rows are sent to the policy. More rows than it generates side by side play in crews that take turns: while the device
 * writes for one, the worlds answer the other. The trajectories are the same either way. Must not score or train.
 */
import { nextTask } from '../core/next-task.ts';
import type { Picture } from '../core/picture.ts';
import type { Env, Obs, StepInfo, TaskRef, Transition } from '../envs/env.ts';
import type { VecEnv } from '../envs/vec.ts';
import type { GeneratedRow, TurnGenerator, Sampling } from '../model/interface.ts';
import type { ThinkingControl } from '../model/thinking.ts';
import type { Codec } from './codec.ts';
import { buildPrompt, viewOf, type PastTurn } from './prompt.ts';
import { KEEP_ALL, type ResampleRule } from './resample.ts';
import { speak, type Said, type SpeakRequest } from './speak.ts';
import type { Trajectory, Turn } from './trajectory.ts';

export type Observation = 'text' | 'picture';

export interface CollectRequest {
  readonly tasks: readonly TaskRef[];
  /** Episodes per task. */
  readonly groupSize: number;
  /** Random-number counter of the first row; row r gets firstEpisode + r. Ranges of one seed must not overlap. */
  readonly firstEpisode: number;
  readonly seed: number;
  readonly sampling: Sampling;
  readonly maxNewTokens: number;
  /** Past turns in the prompt. */
  readonly history: number;
  /** What the agent is shown of the world; default: text. */
  readonly observation?: Observation;
  /** Whether the agent is told which actions are possible; default: true. */
  readonly actionList?: boolean;
  /** Asked before every turn, so that thresholds can be moved while episodes run; without it nothing is cut. */
  readonly thinking?: () => ThinkingControl;
  /** Asked before every turn; without it every turn is kept as it was first sampled. */
  readonly resampling?: () => ResampleRule;
  /** Row whose turns keep env.scene(), for drawings. */
  readonly sceneRow?: number;
  /** Told every turn of that row as soon as it is over. */
  readonly onTurn?: (task: TaskRef, episode: number, turns: readonly Turn[]) => void;
}

/** Asked between turns: awaiting it pauses the rollout. */
export interface RolloutController {
  beforeTurn(turn: number, running: number): Promise<void> | void;
}

/** What collect needs of a VecEnv. */
export type Worlds = Pick<VecEnv, 'reset' | 'step' | 'env'>;

interface Episode {
  readonly row: number;
  readonly task: TaskRef;
  readonly turns: Turn[];
  /** What later prompts remember of the turns. */
  readonly past: PastTurn[];
  obs: Obs;
  /** What it is shown next. */
  prompt: Uint32Array;
  picture: Picture | undefined;
  isOver: boolean;
  /** What its uncertainties are normalised by; none before the first turn. */
  extrema?: GeneratedRow['extrema'];
}

/** `tasks.length * groupSize` trajectories; row g * groupSize + i is member i of group g. An invalid action costs its
 * turn like any other. */
export async function collect(
  policy: TurnGenerator,
  codec: Codec,
  worlds: Worlds,
  request: CollectRequest,
  controller?: RolloutController,
): Promise<Trajectory[]> {
  const rollout = new Rollout(policy.maxTokens, codec, worlds, request);
  let crews = crewsOf(rollout.running, policy.mostRows);
  /** What the worlds still owe the crew that spoke last; worked out while another one speaks. */
  let answer: (() => void) | null = null;
  for (let turn = 0; ; turn++) {
    if (rollout.running.length <= policy.mostRows) {
      // Few enough to speak as one: nobody is left to work for meanwhile.
      answer?.();
      answer = null;
      crews = [rollout.running];
    }
    // Those whom an answer is owed count as running.
    const { length: running } = rollout.running;
    if (running === 0) break;
    await controller?.beforeTurn(turn, running);
    const rules = { thinking: request.thinking?.(), resampling: request.resampling?.() ?? KEEP_ALL };
    for (const crew of crews) {
      const speakers = crew.filter(isRunning);
      if (speakers.length === 0) continue;
      const speaking = speak(policy, codec, rollout.question(speakers, turn, rules));
      if (answer) {
        // By the next task the device has been told what to do.
        await Promise.race([nextTask(), speaking]);
        answer();
      }
      const said = await speaking;
      answer = () => rollout.answer(speakers, said);
    }
  }
  return rollout.trajectories();
}

/** As few crews of at most `most` as there can be, of about equal size. */
function crewsOf(episodes: readonly Episode[], most: number): (readonly Episode[])[] {
  const size = Math.ceil(episodes.length / Math.ceil(episodes.length / most));
  return Array.from({ length: Math.ceil(episodes.length / size) }, (_, c) => episodes.slice(c * size, (c + 1) * size));
}

const isRunning = ({ isOver }: Episode): boolean => !isOver;

/** The episodes of one call of collect and what happens to them in a turn. */
class Rollout {
  readonly #episodes: readonly Episode[];
  readonly #codec: Codec;
  readonly #worlds: Worlds;
  readonly #request: CollectRequest;
  /** Tokens of a prompt at most. */
  readonly #room: number;

  constructor(maxTokens: number, codec: Codec, worlds: Worlds, request: CollectRequest) {
    this.#codec = codec;
    this.#worlds = worlds;
    this.#request = request;
    this.#room = maxTokens - request.maxNewTokens;
    const { tasks, groupSize } = request;
    this.#episodes = worlds.reset(tasks, groupSize).map((obs, row): Episode => {
      const task = tasks[Math.floor(row / groupSize)]!;
      return { row, task, turns: [], past: [], obs, ...this.#shown(row, obs, []), isOver: false };
    });
  }

  get running(): Episode[] {
    return this.#episodes.filter(isRunning);
  }

  /** What the policy is asked at a turn of these episodes. */
  question(
    speakers: readonly Episode[],
    turn: number,
    { thinking, resampling }: { readonly thinking: ThinkingControl | undefined; readonly resampling: ResampleRule },
  ): SpeakRequest {
    const { firstEpisode, maxNewTokens, sampling, seed } = this.#request;
    return {
      speakers: speakers.map(({ row, prompt, picture, extrema, turns }) => {
        const last = turns.at(-1);
        return {
          prompt,
          ...(picture && { picture }),
          episode: firstEpisode + row,
          ...(extrema && { extrema }),
          ...(last && { last }),
          foresee: (action) => foresee(this.#worlds.env(row), action),
        };
      }),
      turn,
      rule: resampling,
      generation: {
        maxNewTokens,
        stopToken: this.#codec.control.actionClose,
        sampling,
        seed,
        ...(thinking && { thinking }),
      },
    };
  }

  /** The worlds carry out what was said; the turn is recorded and the next one made ready. */
  answer(speakers: readonly Episode[], said: readonly Said[]): void {
    const { firstEpisode, sceneRow, onTurn } = this.#request;
    const actions = this.#episodes.map((): string | null => null);
    const wellFormed = this.#episodes.map(() => true);
    speakers.forEach(({ row }, i) => {
      actions[row] = said[i]!.action;
      wellFormed[row] = said[i]!.formatValid;
    });
    const scenes = speakers.map(({ row }) => (row === sceneRow ? { scene: this.#worlds.env(row).scene() } : {}));
    const transitions = this.#worlds.step(actions, wellFormed);
    speakers.forEach((episode, i) => {
      record(episode, said[i]!, scenes[i]!, transitions[episode.row]!);
      if (isRunning(episode)) Object.assign(episode, this.#shown(episode.row, episode.obs, episode.past));
    });
    const watched = speakers.find(({ row }) => row === sceneRow);
    if (watched) onTurn?.(watched.task, firstEpisode + watched.row, watched.turns);
  }

  trajectories(): Trajectory[] {
    const { groupSize, firstEpisode } = this.#request;
    return this.#episodes.map((episode) => trajectoryOf(episode, groupSize, firstEpisode));
  }

  /** What an episode shows its agent before the next turn. */
  #shown(row: number, obs: Obs, past: readonly PastTurn[]): Pick<Episode, 'prompt' | 'picture'> {
    const { history, observation, actionList = true } = this.#request;
    const picture = observation === 'picture' ? this.#worlds.env(row).picture() : undefined;
    const view = viewOf(obs, history === 0 ? [] : past.slice(-history), { picture, actionList });
    return { prompt: buildPrompt(this.#codec, view, this.#room), picture };
  }
}

/** What the environment would say to an action; it is left as it was. */
function foresee(env: Env, action: string): StepInfo {
  const saved = env.snapshot();
  const { info } = env.step(action);
  env.restore(saved);
  return info;
}

function record(
  episode: Episode,
  { extrema, ...said }: Said,
  scene: Pick<Turn, 'scene'>,
  { obs, reward, info, terminated, truncated }: Transition,
): void {
  const before = episode.obs;
  episode.turns.push({
    ...said,
    ...scene,
    before: before.text,
    after: obs.text,
    anchor: before.anchor,
    reward,
    info,
  });
  episode.past.push({ action: said.action, caused: obs.brief ?? obs.text });
  episode.obs = obs;
  episode.isOver = terminated || truncated;
  episode.extrema = extrema;
}

function trajectoryOf({ row, task, turns }: Episode, groupSize: number, firstEpisode: number): Trajectory {
  const last = turns.at(-1)!.info;
  return {
    task,
    group: Math.floor(row / groupSize),
    episode: firstEpisode + row,
    turns,
    reward: turns.reduce((sum, turn) => sum + turn.reward, 0),
    success: last.won,
    score: last.score,
  };
}
