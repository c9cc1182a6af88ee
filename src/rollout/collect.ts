/**
 * Plays episodes in lock-step: every episode that is still running takes one turn, then all take the next. Only running
 * rows are sent to the policy. Must not score or train.
 */
import type { Env, Obs, StepInfo, TaskRef, Transition } from '../envs/env.ts';
import type { VecEnv } from '../envs/vec.ts';
import type { GeneratedRow, TurnGenerator, Sampling } from '../model/interface.ts';
import type { ThinkingControl } from '../model/thinking.ts';
import type { Codec } from './codec.ts';
import { buildPrompt, viewOf, type PastTurn } from './prompt.ts';
import { KEEP_ALL, type ResampleRule } from './resample.ts';
import { speak, type Said } from './speak.ts';
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
export type Worlds = Pick<VecEnv, 'reset' | 'step' | 'activeRows' | 'env'>;

interface Episode {
  readonly row: number;
  readonly task: TaskRef;
  readonly turns: Turn[];
  /** What later prompts remember of the turns. */
  readonly past: PastTurn[];
  obs: Obs;
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
  const { tasks, groupSize, firstEpisode, maxNewTokens, history, observation, sampling, sceneRow, seed } = request;
  const episodes = worlds
    .reset(tasks, groupSize)
    .map((obs, row): Episode => ({ row, task: tasks[Math.floor(row / groupSize)]!, turns: [], past: [], obs }));

  for (let turn = 0; ; turn++) {
    const running = worlds.activeRows.map((row) => episodes[row]!);
    if (running.length === 0) break;
    await controller?.beforeTurn(turn, running.length);
    const control = request.thinking?.();
    const said = await speak(policy, codec, {
      speakers: running.map((episode) => {
        const { obs, past, turns } = episode;
        const last = turns.at(-1);
        const picture = observation === 'picture' ? worlds.env(episode.row).picture() : undefined;
        const view = viewOf(obs, history === 0 ? [] : past.slice(-history), picture);
        return {
          prompt: buildPrompt(codec, view, policy.maxTokens - maxNewTokens),
          ...(picture && { picture }),
          episode: firstEpisode + episode.row,
          ...(episode.extrema && { extrema: episode.extrema }),
          ...(last && { last }),
          foresee: (action) => foresee(worlds.env(episode.row), action),
        };
      }),
      turn,
      rule: request.resampling?.() ?? KEEP_ALL,
      generation: {
        maxNewTokens,
        stopToken: codec.control.actionClose,
        sampling,
        seed,
        ...(control && { thinking: control }),
      },
    });
    const actions = episodes.map((): string => '');
    running.forEach(({ row }, i) => (actions[row] = said[i]!.action));
    const scenes = running.map(({ row }) => (row === sceneRow ? { scene: worlds.env(row).scene() } : {}));
    const transitions = worlds.step(actions);
    running.forEach((episode, i) => record(episode, said[i]!, scenes[i]!, transitions[episode.row]!));
    const watched = running.find(({ row }) => row === sceneRow);
    if (watched) request.onTurn?.(watched.task, firstEpisode + watched.row, watched.turns);
  }
  return episodes.map((episode) => trajectoryOf(episode, groupSize, firstEpisode));
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
  { obs, reward, info }: Transition,
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
