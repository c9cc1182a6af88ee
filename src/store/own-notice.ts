/** Tells who has opened a link whose environment is own data what is missing, until it is there. */
import { ownAtHand, ownOf } from './own-at-hand.ts';
import type { Session } from './session.ts';

const ID = 'own-data';

export function tellOwn(session: Session): void {
  if (ownOf(session.state.draft.env)) return;
  session.notify({
    id: ID,
    tone: 'warning',
    title: 'The link’s environment is somebody’s own data, which links do not carry and which is not here.',
    safe: 'Everything else of the link was taken.',
    next: 'Bring the same file in Play, under “Your own data”, or choose another environment.',
  });
  const isOver = (): boolean =>
    !session.state.draft.env.startsWith('own-') || ownOf(session.state.draft.env) !== undefined;
  const look = (): void => {
    if (!isOver()) return;
    for (const stop of stops) stop();
    session.dismiss(ID);
  };
  const stops = [ownAtHand.subscribe(look), session.store.subscribe(look)];
}
