/**
 * Draws MiniHouse tasks: kind, room, thing and target first, then the places they need, then everything else at random.
 * Solvable by construction: what the task needs is in the room and the wanted things start where such things belong, outside
 * the target. Knows nothing about turns or text.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { FULL_ROOMS, LAMP_PLACES, PLACE_BY_NAME, ROOMS, THINGS, TREATMENTS, type RoomKind } from './affordances.ts';
import { drawWholeHouse } from './gen-house.ts';
import { asTask, furnish, ROOMS_FOR, spotsAmong, type Loose } from './furnish.ts';
import { goalReading } from './text.ts';
import type { HouseTask, TaskKind } from './task.ts';

interface LevelKnobs {
  readonly turnLimit: number;
  readonly places: number;
  readonly distractors: number;
  readonly kinds: readonly TaskKind[];
  /** Only places that need no opening. */
  readonly openOnly?: true;
  /** Of full rooms, with no more things at one place than a prompt can list. */
  readonly full?: true;
}

const SIX: readonly TaskKind[] = ['pick', 'look', 'clean', 'heat', 'cool', 'two'];
const ONE_ROOM: readonly LevelKnobs[] = [
  { turnLimit: 15, places: 4, distractors: 2, kinds: ['pick'], openOnly: true },
  { turnLimit: 20, places: 7, distractors: 4, kinds: SIX },
  { turnLimit: 30, places: 11, distractors: 8, kinds: SIX },
  { turnLimit: 50, places: 20, distractors: 16, kinds: SIX, full: true },
];
/** One room each, but for the last: a whole house. */
export const LEVELS: readonly Pick<LevelKnobs, 'turnLimit'>[] = [...ONE_ROOM, { turnLimit: 50 }];
const MOST_OF_A_TYPE = 2;
const MOST_AT_A_PLACE = 8;
/** Share of (kind, thing, target) triples kept for `ood`, in percent. */
const WITHHELD = 15;
/** The house that is kept for `ood`; each of its rooms is met beside others. */
const WITHHELD_ROOMS: readonly RoomKind[] = ['bath', 'lounge'];

export function drawHouse(level: number, rng: Rng): HouseTask | null {
  const knobs = ONE_ROOM[level];
  return knobs ? drawRoom(knobs, rng) : drawWholeHouse(rng);
}

function drawRoom(knobs: LevelKnobs, rng: Rng): HouseTask | null {
  const kind = rng.pick(knobs.kinds);
  const room = rng.pick(ROOMS_FOR[kind]);
  const treatment = kind === 'clean' || kind === 'heat' || kind === 'cool' ? kind : null;
  const appliance = treatment === null ? '' : TREATMENTS[treatment].at;
  const pool = (knobs.full ? FULL_ROOMS : ROOMS)[room];
  const usable = (name: string): boolean =>
    pool[name] !== undefined && !(knobs.openOnly && PLACE_BY_NAME.get(name)!.openable);

  const inRoom = THINGS.filter((t) => t.rooms.includes(room));
  const thing = rng.pick(inRoom.filter((t) => treatment === null || t.treatments.includes(treatment)));
  const target = kind === 'look' ? '' : rng.pick(thing.accepts.filter((p) => usable(p) && p !== appliance));
  const sources = thing.usual.filter((p) => usable(p) && p !== target);
  if (sources.length === 0) return null;

  const needed = new Set([rng.pick(sources)]);
  if (target !== '') needed.add(target);
  if (appliance !== '') needed.add(appliance);
  if (kind === 'look') needed.add(rng.pick(LAMP_PLACES.filter((p) => pool[p] !== undefined)));
  const places = furnish(pool, [...needed], usable, knobs.places, rng);
  const spots = spotsAmong(places);
  const loose: Loose[] = [];
  for (let n = kind === 'two' ? 2 : 1; n > 0; n--) loose.push({ kind: thing, startsAt: rng.pick(spots(sources)) });
  const others = inRoom.filter((t) => t !== thing && places.some((p) => t.usual.includes(p.kind.name)));
  if (others.length * MOST_OF_A_TYPE < knobs.distractors) return null;
  for (let n = 0; n < knobs.distractors; n++) {
    const free = others.filter((t) => loose.filter((l) => l.kind === t).length < MOST_OF_A_TYPE);
    const other = rng.pick(free);
    const startsAt = rng.pick(spots(other.usual));
    if (knobs.full && loose.filter((l) => l.startsAt === startsAt).length === MOST_AT_A_PLACE) return null;
    loose.push({ kind: other, startsAt });
  }
  const lampSpots = knobs.openOnly || ROOMS_FOR.look.every((r) => r !== room) ? [] : spots(LAMP_PLACES);
  const lampAt = lampSpots.length > 0 ? rng.pick(lampSpots) : -1;
  return asTask({ kind, thing: thing.name, target, rooms: [room], places, loose, lampAt });
}

/** Goal, rooms, places and where everything starts. */
export function houseKey(task: HouseTask): string {
  const places = task.places.map((p) => p.name).join(' , ');
  const things = task.things.map((t) => `${t.name} ${task.places[t.startsAt]!.name}`).join(' , ');
  return `${goalReading(task).text} | ${task.rooms.join(' ')} : ${places} | ${things}`;
}

/** (kind, thing, target) triples, and pairs of rooms, that no training, validation or test task uses. */
export function isWithheld({ kind, thing, target, rooms }: HouseTask): boolean {
  const isUnseenHouse = WITHHELD_ROOMS.every((room) => rooms.includes(room));
  return isUnseenHouse || hashText(`${kind} ${thing} ${target}`) % 100 < WITHHELD;
}
