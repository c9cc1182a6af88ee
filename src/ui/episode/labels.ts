/** What the environment knows about a turn, as short labels with their meaning. Words and shapes carry it, not colour. */
import type { Response, Turn } from '../../rollout/trajectory.ts';

export interface Label {
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
  readonly meaning: string;
}

export const MEANINGS = {
  effective: 'The action changed something in the world.',
  'no effect': 'The action was possible but changed nothing.',
  'not possible': 'The world does not offer this action here; the turn is lost.',
  'broken format': 'The answer was not one thought followed by one action.',
  'cut off': 'The answer ran into the token limit.',
  'new state': 'The agent is in a situation it has not been in before in this episode.',
  'seen before': 'The agent is back in a situation it has already been in.',
  repeat: 'The same action as the turn before.',
  closer: 'A perfect player would now need fewer turns than before.',
  farther: 'A perfect player would now need more turns than before.',
} as const;

const label = (key: keyof typeof MEANINGS, tone: Label['tone'], text: string = key): Label => ({
  text,
  tone,
  meaning: MEANINGS[key],
});

/** What is asked of a turn; a person's has no more. */
type Judged = Pick<Turn, 'info' | 'formatValid'> & { readonly response: Pick<Response, 'finished'> };

export function labelsOf({ info, formatValid, response }: Judged): Label[] {
  const out: Label[] = [];
  if (!response.finished) out.push(label('cut off', 'bad'));
  if (!formatValid) out.push(label('broken format', 'bad'));
  else if (!info.valid) out.push(label('not possible', 'bad'));
  if (info.valid) out.push(info.effective ? label('effective', 'good') : label('no effect', 'plain'));
  if (info.effective) out.push(info.novel ? label('new state', 'good') : label('seen before', 'plain'));
  if (info.repeat) out.push(label('repeat', 'bad'));
  const progress = info.progress ?? 0;
  if (progress > 0) out.push(label('closer', 'good', `${progress} closer`));
  if (progress < 0) out.push(label('farther', 'bad', `${-progress} farther`));
  return out;
}
