/**
 * Everything MiniHouse says, twice: compact words for small models and plain sentences for people and pretrained models.
 * Reads the state, never changes it.
 */
import type { Reading } from '../game.ts';
import { PLACE_BY_NAME, TREATMENTS } from './affordances.ts';
import { has, isOpen, spaceAt, type HouseState, type HouseTask } from './task.ts';

const article = (name: string): string => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`);
const plural = (name: string): string =>
  name.endsWith('fe') ? `${name.slice(0, -2)}ves` : /(?:o|sh)$/.test(name) ? `${name}es` : `${name}s`;
const sentenceList = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;

export function goalReading({ kind, thing, target }: HouseTask): Reading {
  const preposition = PLACE_BY_NAME.get(target)?.preposition ?? '';
  switch (kind) {
    case 'pick':
      return {
        text: `put ${thing} ${preposition} ${target}`,
        full: `Put ${article(thing)} ${preposition} ${article(target)}.`,
      };
    case 'two':
      return {
        text: `put two ${thing} ${preposition} ${target}`,
        full: `Put two ${plural(thing)} ${preposition} the same ${target}.`,
      };
    case 'look':
      return {
        text: `look at ${thing} under lamp`,
        full: `Look at ${article(thing)} under a lamp that is switched on.`,
      };
    case 'clean':
    case 'heat':
    case 'cool':
    case 'slice': {
      const result = kind === 'slice' ? 'sliced' : TREATMENTS[kind].result;
      return {
        text: `put ${result} ${thing} ${preposition} ${target}`,
        full: `Put ${article(`${result} ${thing}`)} ${preposition} ${article(target)}.`,
      };
    }
    default:
      return kind satisfies never;
  }
}

/** The compact form leaves the places to the admissible actions, which name every one of them. */
export function middleReading({ rooms, places }: HouseTask, room: number): Reading {
  const around = places.filter((p) => p.room === room).map((p) => p.name);
  const beyond = rooms.filter((_, i) => i !== room).map((other) => ` A door leads to the ${other}.`);
  return {
    text: rooms[room]!,
    full: `You stand in the middle of a ${rooms[room]!}. Around you are ${sentenceList(around)}.${beyond.join('')}`,
  };
}

/** What lies where the agent stands. Slices are seen; what else was done to a thing is not. */
export function hereReading(task: HouseTask, state: HouseState): Reading {
  if (state.place === -1) return middleReading(task, state.room);
  const { kind, name } = task.places[state.place]!;
  if (!isOpen(task, state, state.place)) return { text: `${name} closed`, full: `You are at ${name}. It is closed.` };
  const things = task.things.flatMap((t, i) =>
    state.at[i] === state.place ? [{ thing: t.name, isSliced: has(state.sliced, i) }] : [],
  );
  const words = things.map(({ thing, isSliced }) => (isSliced ? `${thing} sliced` : thing));
  const names = things.map(({ thing, isSliced }) => (isSliced ? `${thing} (sliced)` : thing));
  const pronoun = kind.openable ? 'It is open. In it' : kind.preposition === 'in' ? 'In it' : 'On it';
  const isFull = spaceAt(task, state, state.place) <= 0;
  return {
    text: `${kind.preposition} ${name}${isFull ? ' full' : ''} : ${words.join(' ') || 'nothing'}`,
    full:
      `You are at ${name}. ${pronoun} you see ${sentenceList(names) || 'nothing'}.` +
      (isFull ? ' Nothing more fits.' : ''),
  };
}

export const takenReading = (thing: string, place: string): Reading => ({
  text: `hold ${thing}`,
  full: `You take ${thing} from ${place}.`,
});

export function movedReading(task: HouseTask, thing: string, place: number): Reading {
  const { kind, name } = task.places[place]!;
  return { text: `${thing} ${kind.preposition} ${name}`, full: `You move ${thing} to ${name}.` };
}

export const treatedReading = (thing: string, verb: string, result: string, place: string): Reading => ({
  text: `${thing} ${result}`,
  full: `You ${verb} ${thing} with ${place}. It is ${result} now.`,
});

export const slicedReading = (thing: string, knife: string): Reading => ({
  text: `${thing} sliced`,
  full: `You slice ${thing} with ${knife}.`,
});

export const closedReading = (place: string): Reading => ({ text: `${place} closed`, full: `You close ${place}.` });

export const lampReading = (lamp: string, isLit: boolean): Reading => ({
  text: `${lamp} ${isLit ? 'on' : 'off'}`,
  full: `You switch ${lamp} ${isLit ? 'on' : 'off'}.`,
});

export function handReading(task: HouseTask, state: HouseState): Reading {
  const name = state.hand === -1 ? '' : task.things[state.hand]!.name;
  return { text: `hold ${name || 'nothing'}`, full: `You are holding ${name || 'nothing'}.` };
}

const results = (state: HouseState, thing: number): string[] => [
  ...(has(state.clean, thing) ? ['clean'] : []),
  ...(has(state.hot, thing) ? ['hot'] : []),
  ...(has(state.cool, thing) ? ['cool'] : []),
  ...(has(state.sliced, thing) ? ['sliced'] : []),
];

export function thingReading(task: HouseTask, state: HouseState, thing: number): Reading {
  const words = results(state, thing);
  const { name } = task.things[thing]!;
  return {
    text: `${name} ${words.join(' ') || 'plain'}`,
    full: `You look closely at ${name}. It is ${words.join(' and ') || 'nothing special'}.`,
  };
}

export const refusalReading: Reading = { text: 'nothing happens', full: 'Nothing happens.' };

/**
 * Where the agent stands, what it sees there and what it knows of the thing in its hand. The originals group by the raw
 * observation, in which every "nothing happens" looks the same; this groups by what is the case.
 */
export function houseAnchor(task: HouseTask, state: HouseState): string {
  const hand = state.hand === -1 ? ['nothing'] : [task.things[state.hand]!.name, ...results(state, state.hand)];
  const isAtLamp = task.lamp !== -1 && state.at[task.lamp] === state.place;
  return `${hereReading(task, state).text} ; hold ${hand.join(' ')}${isAtLamp && state.lit ? ' ; lamp on' : ''}`;
}
