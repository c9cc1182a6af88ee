/**
 * Draws MiniHouse tasks: kind, room, thing and target first, then the places they need, then everything else at random.
 * Solvable by construction: what the task needs is in the room and the wanted things start where such things belong, outside
 * the target. Knows nothing about turns or text.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import {
  LAMP,
  LAMP_PLACES,
  listingOrder,
  PLACE_BY_NAME,
  ROOMS,
  THING_BY_NAME,
  THINGS,
  TREATMENTS,
  type RoomKind,
  type ThingKind,
} from './affordances.ts';
import { goalReading } from './text.ts';
import type { HouseTask, Place, TaskKind, Thing } from './task.ts';

interface LevelKnobs {
  readonly places: number;
  readonly distractors: number;
  readonly kinds: readonly TaskKind[];
  /** Only places that need no opening. */
  readonly openOnly: boolean;
}

const SIX: readonly TaskKind[] = ['pick', 'look', 'clean', 'heat', 'cool', 'two'];
const LEVELS: readonly LevelKnobs[] = [
  { places: 4, distractors: 2, kinds: ['pick'], openOnly: true },
  { places: 7, distractors: 4, kinds: SIX, openOnly: false },
  { places: 11, distractors: 8, kinds: SIX, openOnly: false },
];

const ROOMS_FOR: Readonly<Record<TaskKind, readonly RoomKind[]>> = {
  pick: ['kitchen', 'bath', 'bedroom', 'lounge'],
  two: ['kitchen', 'bath', 'bedroom', 'lounge'],
  look: ['bedroom', 'lounge'],
  clean: ['kitchen', 'bath'],
  heat: ['kitchen'],
  cool: ['kitchen'],
};
const MOST_OF_A_TYPE = 2;
/** Share of (kind, thing, target) triples kept for `ood`, in percent. */
const WITHHELD = 15;

export function drawHouse(level: number, rng: Rng): HouseTask | null {
  const knobs = LEVELS[level]!;
  const kind = rng.pick(knobs.kinds);
  const room = rng.pick(ROOMS_FOR[kind]);
  const treatment = kind === 'clean' || kind === 'heat' || kind === 'cool' ? kind : null;
  const appliance = treatment === null ? '' : TREATMENTS[treatment].at;
  const pool = ROOMS[room];
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

  // A loop, not flatMap: drawing is the slowest thing here, and held-out splits redraw ten times.
  const spots = (kinds: readonly string[]): number[] => {
    const found: number[] = [];
    for (let i = 0; i < places.length; i++) if (kinds.includes(places[i]!.kind.name)) found.push(i);
    return found;
  };
  const loose: { kind: ThingKind; startsAt: number }[] = [];
  for (let n = kind === 'two' ? 2 : 1; n > 0; n--) loose.push({ kind: thing, startsAt: rng.pick(spots(sources)) });
  const others = inRoom.filter((t) => t !== thing && places.some((p) => t.usual.includes(p.kind.name)));
  if (others.length * MOST_OF_A_TYPE < knobs.distractors) return null;
  for (let n = 0; n < knobs.distractors; n++) {
    const free = others.filter((t) => loose.filter((l) => l.kind === t).length < MOST_OF_A_TYPE);
    const other = rng.pick(free);
    loose.push({ kind: other, startsAt: rng.pick(spots(other.usual)) });
  }

  const things: Thing[] = THINGS.flatMap((t) =>
    loose.filter((l) => l.kind === t).map((l, i) => ({ kind: t, name: `${t.name} ${i + 1}`, startsAt: l.startsAt })),
  );
  const lampSpots = level === 0 || ROOMS_FOR.look.every((r) => r !== room) ? [] : spots(LAMP_PLACES);
  if (lampSpots.length > 0) things.push({ kind: null, name: `${LAMP} 1`, startsAt: rng.pick(lampSpots) });

  return {
    kind,
    room,
    thing: thing.name,
    target,
    places,
    things,
    wanted: things.flatMap((t, i) => (t.kind === thing ? [i] : [])),
    targets: spots([target]),
    appliances: spots([appliance]),
    lamp: things.findIndex((t) => t.kind === null),
  };
}

/** `count` places: the needed kinds once, the rest at random within the room's stock; numbered and in listing order. */
function furnish(
  pool: Readonly<Record<string, number>>,
  needed: readonly string[],
  usable: (name: string) => boolean,
  count: number,
  rng: Rng,
): Place[] {
  const stock: string[] = [];
  for (const [name, most] of Object.entries(pool))
    if (usable(name)) for (let n = needed.includes(name) ? 1 : 0; n < most; n++) stock.push(name);
  const names = [...needed, ...rng.shuffled(stock).slice(0, Math.max(0, count - needed.length))];
  names.sort((a, b) => listingOrder(a) - listingOrder(b));
  return names.map((name, i) => ({
    kind: PLACE_BY_NAME.get(name)!,
    name: `${name} ${i - names.indexOf(name) + 1}`,
  }));
}

/** Goal, room, places and where everything starts. */
export function houseKey(task: HouseTask): string {
  const places = task.places.map((p) => p.name).join(' , ');
  const things = task.things.map((t) => `${t.name} ${task.places[t.startsAt]!.name}`).join(' , ');
  return `${goalReading(task).text} | ${task.room} : ${places} | ${things}`;
}

/** (kind, thing, target) triples that no training, validation or test task uses. */
export function isWithheld({ kind, thing, target }: HouseTask): boolean {
  return hashText(`${kind} ${thing} ${target}`) % 100 < WITHHELD;
}

/** Whether a searcher expects the type there; lamps stand on their own kinds of places. */
export function isUsual(typeName: string, place: Place): boolean {
  const usual = typeName === LAMP ? LAMP_PLACES : THING_BY_NAME.get(typeName)!.usual;
  return usual.includes(place.kind.name);
}
