/** Whether an environment can be seen the way that settings ask for. Must not play. */
import { TurnlabError } from '../core/errors.ts';
import { ENV_IDS, specOf } from '../envs/registry.ts';

/** Throws TurnlabError `bad-setting` for pictures of an environment that draws none. */
export function checkObservation(env: string, observation: string): void {
  const { pictures, title } = specOf(env);
  if (observation !== 'picture' || pictures) return;
  const drawn = ENV_IDS.filter((id) => specOf(id).pictures).map((id) => specOf(id).title);
  throw new TurnlabError(
    'bad-setting',
    `${title} draws no pictures.`,
    `Choose one of ${drawn.join(', ')}, or observations as text.`,
  );
}
