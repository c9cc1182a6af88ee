/**
 * One played episode as a line of JSON: tokens, what was measured about each, what was done and what came of it, rejected
 * attempts included. Numbers keep every bit. Must not judge what was played.
 */
import type { Rejected, Response, Trajectory, Turn } from '../../rollout/trajectory.ts';
import type { TrainEvent } from '../events.ts';

export type EpisodeEvent = Extract<TrainEvent, { kind: 'episode' }>;

/** Without `scene`, which only drawings need, and `picture`: playing the actions again gives both back. */
export function episodeLine({ update, trajectory, advantage }: EpisodeEvent): string {
  const { turns, ...rest } = trajectory;
  return JSON.stringify({ update, advantage, ...rest, turns: turns.map(plainTurn) });
}

function plainTurn(turn: Turn): Record<string, unknown> {
  const { scene: _, picture: __, response, rejected, prompt, ...rest } = turn;
  return { prompt: [...prompt], ...rest, response: plain(response), rejected: rejected.map(plain) };
}

function plain(response: Response): Record<string, unknown> {
  const { ids, logprob, entropy, confidence, uncertainty, forced, ...rest } = response;
  const floats = { logprob, entropy, confidence, uncertainty };
  return {
    ids: [...ids],
    forced: [...forced],
    ...Object.fromEntries(Object.entries(floats).map(([name, values]) => [name, [...values].map(shortest)])),
    ...rest,
  };
}

/** The fewest digits that still give the same f32: a third of what JSON writes for its f64. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}

/** The event again. Missing numbers (null in JSON) are NaN. `line` must come from `episodeLine`. */
export function episodeOf(line: string): EpisodeEvent {
  const { update, advantage, turns, ...rest } = JSON.parse(line) as Omit<Trajectory, 'turns'> & {
    update: number;
    advantage: number[];
    turns: (Omit<Turn, 'prompt' | 'rejected'> & { prompt: number[]; rejected: Rejected[] })[];
  };
  const trajectory: Trajectory = {
    ...rest,
    turns: turns.map((turn) => ({
      ...turn,
      prompt: Uint32Array.from(turn.prompt),
      gamma: turn.gamma ?? Number.NaN,
      response: typed(turn.response),
      rejected: turn.rejected.map((one) => ({ ...typed(one), gamma: one.gamma ?? Number.NaN })),
    })),
  };
  return { kind: 'episode', update, trajectory, advantage };
}

const typed = <T extends Response>(response: T): T => ({
  ...response,
  ids: Uint32Array.from(response.ids),
  forced: Uint8Array.from(response.forced),
  logprob: Float32Array.from(response.logprob),
  entropy: Float32Array.from(response.entropy),
  confidence: Float32Array.from(response.confidence),
  uncertainty: Float32Array.from(response.uncertainty),
});
