/**
 * The world knowledge of MiniHouse as tables: kinds of places and things, what is usually found where, what may be put
 * where, what can be done to what. Our own choice of plain household nouns. No rules and no text here.
 */
export type RoomKind = 'kitchen' | 'bath' | 'bedroom' | 'lounge';

export interface PlaceKind {
  readonly name: string;
  readonly openable: boolean;
  readonly preposition: 'in' | 'on';
}

const surface = (name: string): PlaceKind => ({ name, openable: false, preposition: 'on' });
const hollow = (name: string): PlaceKind => ({ name, openable: false, preposition: 'in' });
const closed = (name: string): PlaceKind => ({ name, openable: true, preposition: 'in' });

/** In listing order: rooms list their places, and searches go through them, in this order. */
export const PLACES = [
  surface('counter'),
  surface('table'),
  surface('desk'),
  surface('shelf'),
  surface('dresser'),
  surface('nightstand'),
  surface('bed'),
  surface('sofa'),
  surface('armchair'),
  surface('rack'),
  surface('stove'),
  hollow('sink'),
  hollow('tub'),
  hollow('hamper'),
  hollow('bin'),
  closed('microwave'),
  closed('fridge'),
  closed('cupboard'),
  closed('cabinet'),
  closed('drawer'),
  closed('wardrobe'),
  closed('safe'),
] as const satisfies readonly PlaceKind[];

export const PLACE_BY_NAME: ReadonlyMap<string, PlaceKind> = new Map(PLACES.map((p) => [p.name, p]));
const LISTING_ORDER: ReadonlyMap<string, number> = new Map(PLACES.map((p, i) => [p.name, i]));
export const listingOrder = (placeName: string): number => LISTING_ORDER.get(placeName)!;

/** How many of each place a room may have. */
export const ROOMS: Readonly<Record<RoomKind, Readonly<Record<string, number>>>> = {
  kitchen: {
    counter: 2,
    table: 1,
    shelf: 2,
    stove: 1,
    sink: 1,
    bin: 1,
    microwave: 1,
    fridge: 1,
    cupboard: 3,
    drawer: 3,
  },
  bath: { counter: 1, shelf: 2, rack: 1, sink: 1, tub: 1, hamper: 1, bin: 1, cupboard: 2, drawer: 2 },
  bedroom: {
    desk: 1,
    shelf: 2,
    dresser: 1,
    nightstand: 2,
    bed: 1,
    armchair: 1,
    bin: 1,
    drawer: 3,
    wardrobe: 1,
    safe: 1,
  },
  lounge: { table: 2, desk: 1, shelf: 2, sofa: 1, armchair: 2, bin: 1, cabinet: 2, drawer: 2, safe: 1 },
};

/** How many of each a full room may have: twenty at most. */
export const FULL_ROOMS: typeof ROOMS = {
  kitchen: {
    counter: 3,
    table: 1,
    shelf: 2,
    stove: 1,
    sink: 1,
    bin: 1,
    microwave: 1,
    fridge: 1,
    cupboard: 4,
    drawer: 5,
  },
  bath: { counter: 2, shelf: 2, rack: 2, sink: 1, tub: 1, hamper: 1, bin: 1, cupboard: 3, drawer: 4 },
  bedroom: {
    desk: 1,
    shelf: 3,
    dresser: 1,
    nightstand: 2,
    bed: 1,
    armchair: 2,
    bin: 1,
    drawer: 5,
    wardrobe: 1,
    safe: 1,
  },
  lounge: { table: 2, desk: 1, shelf: 3, sofa: 1, armchair: 3, bin: 1, cabinet: 3, drawer: 4, safe: 1 },
};

/** Where there is a limit to what fits, these hold it; everything else has room for anything. */
export const SMALL_PLACES: ReadonlySet<string> = new Set(
  'nightstand armchair rack stove sink hamper bin microwave cupboard cabinet drawer safe'.split(' '),
);

export const KNIFE = 'knife';
/** What a knife can slice. */
export const SLICEABLE: ReadonlySet<string> = new Set('apple potato tomato bread lettuce'.split(' '));

export type Treatment = 'clean' | 'heat' | 'cool';
/** Where a treatment is done, and the word for the result. */
export const TREATMENTS: Readonly<
  Record<Treatment, { readonly at: string; readonly result: 'clean' | 'hot' | 'cool' }>
> = {
  clean: { at: 'sink', result: 'clean' },
  heat: { at: 'microwave', result: 'hot' },
  cool: { at: 'fridge', result: 'cool' },
};

export const LAMP = 'lamp';
/** Where a lamp may stand. */
export const LAMP_PLACES: readonly string[] = ['table', 'desk', 'dresser', 'nightstand'];

export interface ThingKind {
  readonly name: string;
  readonly rooms: readonly RoomKind[];
  /** Where it starts, and where a sensible searcher looks. */
  readonly usual: readonly string[];
  /** Where it may be put; includes `usual`. */
  readonly accepts: readonly string[];
  readonly treatments: readonly Treatment[];
}

const group = (
  rooms: readonly RoomKind[],
  usual: string,
  alsoAccepts: string,
  things: Readonly<Record<string, readonly Treatment[]>>,
): ThingKind[] =>
  Object.entries(things).map(([name, treatments]) => ({
    name,
    rooms,
    usual: usual.split(' '),
    accepts: `${usual} ${alsoAccepts}`.split(' '),
    treatments,
  }));

const KITCHEN: readonly RoomKind[] = ['kitchen'];
const BATH: readonly RoomKind[] = ['bath'];
const LIVING: readonly RoomKind[] = ['bedroom', 'lounge'];
const ALL: readonly Treatment[] = ['clean', 'heat', 'cool'];

export const THINGS: readonly ThingKind[] = [
  ...group(KITCHEN, 'counter table sink fridge bin', 'microwave', {
    apple: ALL,
    potato: ALL,
    tomato: ALL,
    egg: ['heat', 'cool'],
    bread: ['heat', 'cool'],
    lettuce: ['clean', 'cool'],
  }),
  ...group(KITCHEN, 'counter table shelf sink cupboard', 'microwave fridge drawer', {
    cup: ALL,
    mug: ALL,
    bowl: ALL,
    plate: ALL,
  }),
  ...group(KITCHEN, 'counter table sink drawer', 'cupboard', { fork: ['clean'], knife: ['clean'], spoon: ['clean'] }),
  ...group(KITCHEN, 'counter stove sink cupboard', 'table shelf fridge', {
    pan: ['clean', 'cool'],
    pot: ['clean', 'cool'],
    kettle: ['clean'],
  }),
  ...group(KITCHEN, 'counter table shelf bin fridge', 'cupboard', { bottle: ['cool'] }),
  ...group(BATH, 'counter shelf sink tub cupboard', 'rack bin drawer', { soap: [] }),
  ...group(BATH, 'shelf rack tub hamper', 'counter cupboard', { towel: [] }),
  ...group(BATH, 'rack sink tub hamper drawer', 'counter shelf cupboard', { cloth: ['clean'] }),
  ...group(BATH, 'counter sink tub bin', 'shelf cupboard', { sponge: ['clean'] }),
  ...group(BATH, 'counter shelf tub drawer', 'rack cupboard', { candle: [] }),
  ...group(BATH, 'counter sink cupboard drawer', 'shelf tub', { brush: ['clean'] }),
  ...group(LIVING, 'table desk shelf nightstand bed sofa', 'dresser armchair cabinet drawer', { book: [] }),
  ...group(LIVING, 'table desk shelf drawer', 'dresser nightstand bin cabinet', { pen: [], pencil: [] }),
  ...group(LIVING, 'table desk dresser nightstand bed sofa', 'shelf armchair drawer safe', { phone: [] }),
  ...group(LIVING, 'table desk dresser nightstand drawer', 'shelf cabinet safe', { watch: [] }),
  ...group(LIVING, 'table shelf dresser drawer safe', 'desk nightstand sofa armchair cabinet', { key: [] }),
  ...group(LIVING, 'table desk sofa drawer', 'dresser nightstand armchair bin safe', { card: [] }),
  ...group(LIVING, 'bed sofa armchair', 'cabinet wardrobe', { pillow: [] }),
  ...group(LIVING, 'table desk bed sofa', 'dresser armchair cabinet', { laptop: [] }),
  ...group(LIVING, 'table sofa armchair drawer', 'desk shelf cabinet bed', { remote: [] }),
  ...group(LIVING, 'table shelf dresser cabinet', 'desk nightstand safe', { vase: [] }),
];

export const THING_BY_NAME: ReadonlyMap<string, ThingKind> = new Map(THINGS.map((t) => [t.name, t]));
