/**
 * The apps of GUINav as tables: what a phone's settings, a household list and a store's filters are usually sorted into, and
 * other names for some of it. All of it is our own choice of plain words. No rules and no layout here.
 */
import type { TextKind } from './typing.ts';

export type ValueKind = 'toggle' | 'level' | 'size' | 'time' | 'people';

/** In display order. */
export const VALUES: Readonly<Record<ValueKind, readonly string[]>> = {
  toggle: ['off', 'on'],
  level: ['low', 'medium', 'high'],
  size: ['small', 'medium', 'large'],
  time: ['never', 'daily', 'weekly'],
  people: ['nobody', 'friends', 'everybody'],
};

export interface Leaf {
  readonly name: string;
  readonly values: ValueKind;
  /** What is typed there instead, at levels where something is set. */
  readonly text?: TextKind;
}

/** One page of links: an area of the app, or a group within it. */
export interface Section {
  readonly name: string;
  readonly groups: readonly Section[];
  readonly leaves: readonly Leaf[];
}

export interface Theme {
  readonly name: string;
  readonly areas: readonly Section[];
}

/** "volume:level passcode:size:code" */
const leavesOf = (list: string): Leaf[] =>
  list.split(' ').map((entry) => {
    const [name, values, text] = entry.split(':') as [string, ValueKind, TextKind?];
    return { name, values, ...(text && { text }) };
  });

const area = (name: string, groups: Readonly<Record<string, string>>, direct: string): Section => ({
  name,
  groups: Object.entries(groups).map(([group, list]) => ({ name: group, groups: [], leaves: leavesOf(list) })),
  leaves: leavesOf(direct),
});

export const PHONE: Theme = {
  name: 'phone',
  areas: [
    area(
      'device',
      { screen: 'brightness:level contrast:level zoom:size:code', power: 'charging:toggle standby:toggle' },
      'clock:size:code language:size storage:level',
    ),
    area(
      'network',
      { wireless: 'hotspot:toggle:name roaming:toggle sharing:people:name', calls: 'voicemail:toggle waiting:toggle' },
      'bluetooth:toggle airplane:toggle data:level',
    ),
    area(
      'privacy',
      { access: 'camera:people microphone:people location:people', lock: 'passcode:size:code fingerprint:toggle' },
      'history:time backup:time',
    ),
    area(
      'media',
      { sound: 'volume:level vibration:level bass:level', pictures: 'gallery:people flash:toggle' },
      'subtitles:size:colour downloads:time playback:toggle',
    ),
  ],
};

const LIST: Theme = {
  name: 'list',
  areas: [
    area(
      'kitchen',
      { cupboard: 'plate:size cup:size bowl:size', fridge: 'egg:time:code bread:time' },
      'stove:level sink:toggle',
    ),
    area(
      'bath',
      { cabinet: 'towel:time:colour soap:time', tub: 'sponge:size brush:size' },
      'candle:toggle:colour hamper:time',
    ),
    area(
      'bedroom',
      { wardrobe: 'shirt:size coat:size', desk: 'pen:people laptop:people:name' },
      'lamp:level bed:size pillow:size',
    ),
    area(
      'lounge',
      { shelf: 'book:people vase:size', table: 'card:people remote:toggle key:people:name' },
      'sofa:size phone:people:code',
    ),
  ],
};

/** Kept for `ood`. */
export const UNSEEN: Theme = {
  name: 'store',
  areas: [
    area(
      'clothing',
      { warm: 'sweater:size scarf:size:colour hat:size', light: 'skirt:size dress:size:colour' },
      'jacket:size',
    ),
    area(
      'sport',
      { quiet: 'paddle:size rope:level:code', padded: 'helmet:size:code mat:size' },
      'racket:toggle canteen:level tent:toggle',
    ),
    area(
      'office',
      { binder: 'folder:level:name notebook:time', calendar: 'marker:toggle ruler:size' },
      'stapler:level easel:people:name',
    ),
    area('material', { smooth: 'glass:toggle brass:toggle', rustic: 'oak:toggle bamboo:toggle' }, 'steel:toggle'),
  ],
};

export const SEEN: readonly Theme[] = [PHONE, LIST];

/** What an app may call a page of the phone instead. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
  screen: 'display',
  wireless: 'wifi',
  lock: 'security',
  sound: 'audio',
  pictures: 'photos',
  brightness: 'glow',
  volume: 'loudness',
  camera: 'lens',
  storage: 'memory',
  location: 'position',
  history: 'log',
  backup: 'copy',
};

/** Links that lead to nothing but a pop-up. */
export const ADS: readonly string[] = ['news', 'offers', 'games', 'tips', 'rewards'];

const sectionWords = ({ name, groups, leaves }: Section): string[] => [
  name,
  ...groups.flatMap(sectionWords),
  ...leaves.map((l) => l.name),
];

export const APP_WORDS: readonly string[] = [
  ...[...SEEN, UNSEEN].flatMap((theme) => theme.areas.flatMap(sectionWords)),
  ...Object.values(OTHER_NAMES),
  ...Object.values(VALUES).flat(),
  ...ADS,
];
