/** The tries of an episode's turns in one shape, rejected ones first, and the words on each. Pure. */
import type { Response, Trajectory, Turn } from '../../rollout/trajectory.ts';
import { labelsOf, type Label } from '../episode/labels.ts';

/** Names a try: the last attempt of a turn is the accepted one. */
export interface AttemptAt {
  readonly turn: number;
  readonly attempt: number;
}

export interface Attempt extends AttemptAt {
  readonly isAccepted: boolean;
  readonly response: Response;
  readonly action: string;
  readonly phi: number;
  /** NaN for the first turn. */
  readonly gamma: number;
  readonly labels: readonly Label[];
}

export function attemptsOf(played: Turn, turn: number): readonly Attempt[] {
  const { response, action, phi, gamma, rejected } = played;
  const siblings = rejected.map((sibling, attempt) => ({
    turn,
    attempt,
    isAccepted: false,
    response: sibling,
    action: sibling.action,
    phi: sibling.phi,
    gamma: sibling.gamma,
    labels: labelsOf({ ...played, response: sibling, info: sibling.info, formatValid: sibling.formatValid }),
  }));
  const accepted = { turn, attempt: rejected.length, isAccepted: true, response, action, phi, gamma };
  return [...siblings, { ...accepted, labels: labelsOf(played) }];
}

export const attemptsOfAll = ({ turns }: Trajectory): readonly (readonly Attempt[])[] => turns.map(attemptsOf);

/** "turn 3" or "turn 3, try 1 of 2 (thrown away)". */
export function nameOf({ turn, attempt, isAccepted }: Attempt, tries: number): string {
  if (tries === 1) return `turn ${turn + 1}`;
  return `turn ${turn + 1}, try ${attempt + 1} of ${tries} (${isAccepted ? 'kept' : 'thrown away'})`;
}
