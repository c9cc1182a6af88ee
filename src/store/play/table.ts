/**
 * The page's one table, joined to its session: agents come from the run library, the task stands in the link. Must not play
 * by itself.
 */
import { ownKindOf } from '../../core/environments.ts';
import { ownAtHand } from '../own-at-hand.ts';
import type { Session } from '../session.ts';
import type { PlayPlace } from '../url.ts';
import { PlaySession, type PlayState } from './play-session.ts';
import { ownPlayable } from './playable.ts';
import { findAgentIn } from './run-agents.ts';

const tables = new WeakMap<Session, PlaySession>();

/** Made at the first call, with the task of the link or a first one of the environment that the lab is set to. */
export function tableOf(session: Session): PlaySession {
  const known = tables.get(session);
  if (known) return known;
  const { play, opened, draft } = session.state;
  const { env, level } = opened ?? draft;
  const shelf = async () => (await import('../library/shelf.ts')).shelfOf(session);
  const own = ownAtHand.getState();
  const table = new PlaySession(
    play ?? { env, level, split: 'train', seed: 0 },
    findAgentIn(shelf),
    own.map(({ id }) => ownPlayable(id)),
  );
  tables.set(session, table);
  ownAtHand.subscribe((now, before) => table.offer(now.slice(before.length).map(({ id }) => ownPlayable(id))));
  // Own data of kept runs comes with them; without a library there is none.
  void shelf().catch(() => {});
  const tell = (state: PlayState): void => {
    const place = placeOf(state);
    if (!isSame(place, session.state.play)) session.store.setState({ play: place });
  };
  tell(table.state);
  table.store.subscribe(tell);
  session.store.subscribe((now, before) => {
    if (now.play !== before.play && now.play && !isSame(now.play, placeOf(table.state))) table.place(now.play);
  });
  return table;
}

/** Null for own data, which no link can carry. */
const placeOf = ({ playable, level, split, seed }: PlayState): PlayPlace | null =>
  ownKindOf(playable.spec.id) === null ? { env: playable.spec.id, level, split, seed } : null;

const isSame = (a: PlayPlace | null, b: PlayPlace | null): boolean =>
  a === b || (a?.env === b?.env && a?.level === b?.level && a?.split === b?.split && a?.seed === b?.seed);
