/**
 * The agent's side of one turn of many episodes: generate, and once more where a try is thrown away, all such rows
 * together. Every try of a turn starts from the same state. Must not step the environments.
 */
import type { Picture } from '../core/picture.ts';
import type { StepInfo } from '../envs/env.ts';
import type { GeneratedRow, GenerateRequest, TurnGenerator } from '../model/interface.ts';
import type { Codec } from './codec.ts';
import { parseResponse } from './parse.ts';
import { isRejected, meanUncertainty, type ResampleRule } from './resample.ts';
import type { Rejected, Turn } from './trajectory.ts';

/** An episode whose turn it is. */
export interface Speaker {
  readonly prompt: Uint32Array;
  readonly picture?: Picture;
  /** Counter of its random numbers. */
  readonly episode: number;
  /** Of the turns so far; none before the first. */
  readonly extrema?: GeneratedRow['extrema'];
  /** The turn before; none before the first. */
  readonly last?: Pick<Turn, 'phi' | 'action'>;
  /** What the environment would say to an action, without being changed by it. Asked about rejected tries only. */
  readonly foresee: (action: string) => StepInfo;
}

export interface SpeakRequest {
  readonly speakers: readonly Speaker[];
  readonly turn: number;
  readonly rule: ResampleRule;
  readonly generation: Omit<GenerateRequest, 'rows'>;
}

/** The agent's side of a turn, before the environment answers. */
export interface Said extends Pick<
  Turn,
  'prompt' | 'picture' | 'response' | 'action' | 'think' | 'formatValid' | 'phi' | 'gamma' | 'rejected'
> {
  /** Of the trajectory with this turn; rejected tries leave no trace in it. */
  readonly extrema: GeneratedRow['extrema'];
}

/** What each speaker says, in their order. */
export async function speak(
  policy: TurnGenerator,
  codec: Codec,
  { speakers, turn, rule, generation }: SpeakRequest,
): Promise<Said[]> {
  const rejected = speakers.map((): Rejected[] => []);
  const said = new Map<number, Said>();
  for (let attempt = 0, open = [...speakers.keys()]; open.length > 0; attempt++) {
    const rows = await policy.generate({
      ...generation,
      rows: open.map((s) => {
        const { prompt, picture, episode, extrema } = speakers[s]!;
        return { prompt, picture, episode, turn, attempt, ...(extrema && { extrema }) };
      }),
    });
    open = open.filter((s, i) => {
      const { prompt, picture, episode, last, foresee } = speakers[s]!;
      const { extrema, ...response } = rows[i]!;
      const parsed = parseResponse(codec, response.ids);
      const phi = meanUncertainty(response.uncertainty, rule.phiMean);
      const gamma = last ? Math.abs(phi - last.phi) : NaN;
      const made = { gamma, action: parsed.action, lastAction: last?.action, episode, turn, attempt };
      if (isRejected(rule, made, generation.seed)) {
        rejected[s]!.push({ ...response, ...parsed, phi, gamma, info: foresee(parsed.action) });
        return true;
      }
      said.set(s, {
        prompt,
        ...(picture && { picture }),
        response,
        ...parsed,
        phi,
        gamma,
        rejected: rejected[s]!,
        extrema,
      });
      return false;
    });
  }
  return speakers.map((_, s) => said.get(s)!);
}
