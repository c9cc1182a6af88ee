/**
 * Draws the tasks of a whole house: two rooms, things that lie in unusual places as often as in usual ones, small places that
 * may be full, and slicing. Solvable by construction like a single room. Knows nothing about turns or text.
 */
import type { Rng } from '../../core/rng.ts';
import { FULL_ROOMS, KNIFE, LAMP_PLACES, SMALL_PLACES, THING_BY_NAME, THINGS, TREATMENTS } from './affordances.ts';
import { asTask, canBe, furnish, numbered, ROOMS_FOR, spotsAmong, type Loose } from './furnish.ts';
import { accepts, spaceAt, type HouseTask, type TaskKind } from './task.ts';
import { startHouse } from './core.ts';

const KINDS: readonly TaskKind[] = ['pick', 'look', 'clean', 'heat', 'cool', 'slice', 'two'];
const PLACES_A_ROOM = 10;
const DISTRACTORS = 16;
const MOST_OF_A_TYPE = 2;
const MOST_OF_A_PLACE = 7;
/** Chance that a small target starts with things in it. */
const CROWDED = 0.5;

export function drawWholeHouse(rng: Rng): HouseTask | null {
  const kind = rng.pick(KINDS);
  const home = rng.pick(ROOMS_FOR[kind]);
  const other = rng.pick(Object.keys(FULL_ROOMS).filter((room) => room !== home)) as typeof home;
  const rooms = rng.shuffled([home, other]);
  const treatment = kind === 'clean' || kind === 'heat' || kind === 'cool' ? kind : null;
  const appliance = treatment === null ? [] : [TREATMENTS[treatment].at];

  const thing = rng.pick(THINGS.filter((t) => t.rooms.includes(home) && canBe(kind, t)));
  // Two things, and a thing that was put down to be sliced, go where there is always room.
  const isRoomy = kind === 'two' || kind === 'slice';
  const stocked = (name: string): boolean => rooms.some((room) => FULL_ROOMS[room][name] !== undefined);
  const choices = thing.accepts.filter(
    (p) => stocked(p) && !appliance.includes(p) && !(isRoomy && SMALL_PLACES.has(p)),
  );
  const target = kind === 'look' ? '' : rng.pick(choices);
  const needed = [
    ...new Set([
      rng.pick(thing.accepts.filter((p) => stocked(p) && p !== target)),
      ...(target === '' ? [] : [target]),
      ...appliance,
      ...(kind === 'look' ? [rng.pick(LAMP_PLACES.filter(stocked))] : []),
    ]),
  ];
  const places = numbered(
    rooms.flatMap((room, r) => {
      const pool = FULL_ROOMS[room];
      const own = needed.filter((p) => pool[p] !== undefined);
      return furnish(pool, own, () => true, PLACES_A_ROOM, rng).map((p) => ({ name: p.kind.name, room: r }));
    }),
  );

  const spots = spotsAmong(places);
  const sources = spots(thing.accepts).filter((p) => places[p]!.kind.name !== target);
  const loose: Loose[] = [];
  const wanted = kind === 'two' ? 2 : 1;
  for (let n = wanted; n > 0; n--) loose.push({ kind: thing, startsAt: rng.pick(sources) });
  // What cannot be put down where there is always room could get stuck in the hand's way.
  const others = THINGS.filter(
    (t) => t !== thing && spots(t.accepts).some((p) => !SMALL_PLACES.has(places[p]!.kind.name)),
  );
  if (kind === 'slice') {
    const knife = THING_BY_NAME.get(KNIFE)!;
    if (!others.includes(knife)) return null;
    loose.push({ kind: knife, startsAt: rng.pick(spots(knife.accepts)) });
  }
  if (kind !== 'look' && SMALL_PLACES.has(target) && rng.chance(CROWDED)) {
    const startsAt = rng.pick(spots([target]));
    const crowd = others.filter((t) => t.accepts.includes(target));
    for (let n = 0; n < 2 && crowd.length > 0; n++) loose.push({ kind: rng.pick(crowd), startsAt });
  }
  while (loose.length < wanted + DISTRACTORS) {
    const free = others.filter((t) => loose.filter((l) => l.kind === t).length < MOST_OF_A_TYPE);
    if (free.length === 0) return null;
    const next = rng.pick(free);
    loose.push({ kind: next, startsAt: rng.pick(spots(next.accepts)) });
  }
  const lampSpots = spots(LAMP_PLACES);
  const lampAt = lampSpots.length > 0 ? rng.pick(lampSpots) : -1;
  const task = asTask({ kind, thing: thing.name, target, rooms, places, loose, lampAt });
  return isSound(task) ? task : null;
}

/** No place holds more than fits, no kind of place has a number beyond seven, and every thing has a place to be put down that never fills up. */
function isSound(task: HouseTask): boolean {
  const start = startHouse(task);
  return (
    task.places.every((_, p) => spaceAt(task, start, p) >= 0) &&
    task.places.every(({ name }) => Number(name.split(' ')[1]) <= MOST_OF_A_PLACE) &&
    task.things.every(
      (t, i) =>
        t.kind === null || task.places.some((_, p) => accepts(task, i, p) && spaceAt(task, start, p) === Infinity),
    )
  );
}
