/** What drawing a single room and drawing a whole house share: furniture in listing order, things with numbers, the finished task. */
import type { Rng } from '../../core/rng.ts';
import {
  KNIFE,
  LAMP,
  listingOrder,
  PLACE_BY_NAME,
  SLICEABLE,
  THINGS,
  TREATMENTS,
  type RoomKind,
  type ThingKind,
} from './affordances.ts';
import type { HouseTask, Place, TaskKind, Thing } from './task.ts';

export const ROOMS_FOR: Readonly<Record<TaskKind, readonly RoomKind[]>> = {
  pick: ['kitchen', 'bath', 'bedroom', 'lounge'],
  two: ['kitchen', 'bath', 'bedroom', 'lounge'],
  look: ['bedroom', 'lounge'],
  clean: ['kitchen', 'bath'],
  heat: ['kitchen'],
  cool: ['kitchen'],
  slice: ['kitchen'],
};

/** A thing that can be taken, before it has a number. */
export interface Loose {
  readonly kind: ThingKind;
  readonly startsAt: number;
}

/** `count` places: the needed kinds once, the rest at random within the room's stock; numbered and in listing order. */
export function furnish(
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
  return numbered(names.map((name) => ({ name, room: 0 })));
}

/** Each with the number it has among its kind: "drawer 2". */
export const numbered = (places: readonly { readonly name: string; readonly room: number }[]): Place[] =>
  places.map(({ name, room }, i) => ({
    kind: PLACE_BY_NAME.get(name)!,
    name: `${name} ${1 + places.slice(0, i).filter((p) => p.name === name).length}`,
    room,
  }));

/** Finds the places of some kinds. A loop, not flatMap: drawing is the slowest thing here, and held-out splits redraw ten times. */
export const spotsAmong =
  (places: readonly Place[]) =>
  (kinds: readonly string[]): number[] => {
    const found: number[] = [];
    for (let i = 0; i < places.length; i++) if (kinds.includes(places[i]!.kind.name)) found.push(i);
    return found;
  };

/** Numbers the things and looks up what every turn needs. `lampAt`: -1 for none. */
export function asTask({
  loose,
  lampAt,
  ...drawn
}: Pick<HouseTask, 'kind' | 'thing' | 'target' | 'rooms' | 'places'> & {
  readonly loose: readonly Loose[];
  readonly lampAt: number;
}): HouseTask {
  const { kind, thing, target, places } = drawn;
  const things: Thing[] = THINGS.flatMap((t) =>
    loose.filter((l) => l.kind === t).map((l, i) => ({ kind: t, name: `${t.name} ${i + 1}`, startsAt: l.startsAt })),
  );
  if (lampAt !== -1) things.push({ kind: null, name: `${LAMP} 1`, startsAt: lampAt });
  const ofType = (name: string): number[] => things.flatMap((t, i) => (t.kind?.name === name ? [i] : []));
  const spots = spotsAmong(places);
  const treatment = kind === 'clean' || kind === 'heat' || kind === 'cool' ? kind : null;
  return {
    ...drawn,
    things,
    wanted: ofType(thing),
    targets: spots([target]),
    appliances: treatment === null ? [] : spots([TREATMENTS[treatment].at]),
    lamp: things.findIndex((t) => t.kind === null),
    knives: ofType(KNIFE),
  };
}

/** Whether a thing can be what a task of this kind asks for. */
export const canBe = (kind: TaskKind, { name, treatments }: ThingKind): boolean => {
  if (kind === 'slice') return SLICEABLE.has(name);
  return kind === 'clean' || kind === 'heat' || kind === 'cool' ? treatments.includes(kind) : true;
};
