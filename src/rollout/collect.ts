/**
 * Plays episodes in lock-step: every episode that is still running takes one turn, then all take the next. Only running
 * rows are sent to the policy. Must not score or train.
 */
import type { Obs, TaskRef, Transition } from '../envs/env.ts';
import type { VecEnv } from '../envs/vec.ts';
import type { GeneratedRow, PolicyModel, Sampling } from '../model/interface.ts';
import type { ThinkingControl } from '../model/thinking.ts';
import type { Codec } from './codec.ts';
import { parseResponse, type ParsedResponse } from './parse.ts';
import { buildPrompt, type PastTurn, type PromptView } from './prompt.ts';
import type { Response, Trajectory, Turn } from './trajectory.ts';

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
  /** Asked before every turn, so that thresholds can be moved while episodes run; without it nothing is cut. */
  readonly thinking?: () => ThinkingControl;
  /** Row whose turns keep env.scene(), for drawings. */
  readonly sceneRow?: number;
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

/** What the agent's side of a turn is, before the environment answers. */
interface Said extends ParsedResponse {
  readonly prompt: Uint32Array;
  readonly response: Response;
  readonly scene?: unknown;
}

/** `tasks.length * groupSize` trajectories; row g * groupSize + i is member i of group g. An invalid action costs its
 * turn like any other. */
export async function collect(
  policy: PolicyModel,
  codec: Codec,
  worlds: Worlds,
  request: CollectRequest,
  controller?: RolloutController,
): Promise<Trajectory[]> {
  const { tasks, groupSize, firstEpisode, maxNewTokens, history, sampling, sceneRow, seed, thinking } = request;
  const episodes = worlds
    .reset(tasks, groupSize)
    .map((obs, row): Episode => ({ row, task: tasks[Math.floor(row / groupSize)]!, turns: [], past: [], obs }));

  for (let turn = 0; ; turn++) {
    const running = worlds.activeRows.map((row) => episodes[row]!);
    if (running.length === 0) break;
    await controller?.beforeTurn(turn, running.length);
    const prompts = running.map((episode) =>
      buildPrompt(codec, viewOf(episode, history), policy.maxTokens - maxNewTokens),
    );
    const responses = await policy.generate({
      rows: running.map(({ row, extrema }, i) => ({
        prompt: prompts[i]!,
        episode: firstEpisode + row,
        turn,
        attempt: 0,
        ...(extrema && { extrema }),
      })),
      maxNewTokens,
      stopToken: codec.control.actionClose,
      sampling,
      seed,
      ...(thinking && { thinking: thinking() }),
    });
    const actions = episodes.map((): string => '');
    const said = running.map((episode, i): Said => {
      const { row } = episode;
      const parsed = parseResponse(codec, responses[i]!.ids);
      episode.extrema = responses[i]!.extrema;
      actions[row] = parsed.action;
      const scene = row === sceneRow ? { scene: worlds.env(row).scene() } : {};
      return { prompt: prompts[i]!, response: responses[i]!, ...parsed, ...scene };
    });
    const transitions = worlds.step(actions);
    running.forEach((episode, i) => record(episode, said[i]!, transitions[episode.row]!));
  }
  return episodes.map((episode) => trajectoryOf(episode, groupSize, firstEpisode));
}

function viewOf({ obs, past }: Episode, history: number): PromptView {
  return {
    task: obs.task,
    observation: obs.text,
    admissible: obs.admissible,
    past: history === 0 ? [] : past.slice(-history),
  };
}

function record(episode: Episode, said: Said, { obs, reward, info }: Transition): void {
  const before = episode.obs;
  episode.turns.push({
    ...said,
    before: before.text,
    after: obs.text,
    anchor: before.anchor,
    reward,
    info,
  });
  episode.past.push({ action: said.action, caused: obs.brief ?? obs.text });
  episode.obs = obs;
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
