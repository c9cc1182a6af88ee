/** MiniHouse as one Game: its numbers, its words and the wiring of its parts. No rules here. */
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game } from '../game.ts';
import { levelList } from '../level-list.ts';
import { LAMP, PLACES, ROOMS, THINGS } from './affordances.ts';
import { actInHouse, houseMoves, houseOutcome, startHouse, type HouseMove } from './core.ts';
import { drawHouse, houseKey, isWithheld, LEVELS } from './gen.ts';
import { houseOracle } from './oracle.ts';
import { houseDistance } from './planner.ts';
import { houseScene } from './scene.ts';
import { beliefBytes, packHouse, unpackHouse } from './state-bytes.ts';
import type { HouseState, HouseTask } from './task.ts';
import { goalReading, houseAnchor, middleReading, refusalReading } from './text.ts';
import { worldOf } from '../world.ts';

const WORDS = [
  ...PLACES.map((p) => p.name),
  ...THINGS.map((t) => t.name),
  LAMP,
  ...Object.keys(ROOMS),
  // Actions.
  'go to open close take from move clean heat cool slice with use examine look inventory',
  // Tasks and observations.
  'put two in on at under hot sliced : nothing happens closed full hold off plain',
  // Thoughts.
  '; see need find no here one more wrong',
  '1 2 3 4 5 6 7',
].flatMap((words) => words.split(' '));

const SPEC: EnvSpec = {
  id: 'house',
  version: 1,
  title: 'MiniHouse',
  about: 'Find a thing in a room, clean, heat or cool it if asked, and bring it where it belongs.',
  levels: levelList(LEVELS, [
    { title: 'Four open places, pick and place', randomSuccess: 0.042, oracleTurns: 4.34 },
    { title: 'Seven places, six kinds of tasks', randomSuccess: 0.0057, oracleTurns: 7.02 },
    { title: 'Eleven places, more clutter', randomSuccess: 0.0028, oracleTurns: 7.86 },
    { title: 'A full room', randomSuccess: 0.0014, oracleTurns: 9.59 },
    { title: 'Two rooms, unusual places, little space, slicing', randomSuccess: 0.0009, oracleTurns: 14.58 },
  ]),
  reward: { success: 10, invalid: -0.1 },
  historyK: 2,
  words: [...new Set([...WORDS, ...CHATTER_WORDS])].sort(),
};

export const HOUSE: Game<HouseTask, HouseState, HouseMove> = {
  spec: SPEC,
  beliefBytes,
  draw: drawHouse,
  key: houseKey,
  withheld: isWithheld,
  start: startHouse,
  goal: goalReading,
  opening: (task) => middleReading(task, 0),
  moves: houseMoves,
  act: actInHouse,
  refusal: () => refusalReading,
  anchor: houseAnchor,
  outcome: houseOutcome,
  distance: houseDistance,
  oracle: houseOracle,
  pack: packHouse,
  unpack: unpackHouse,
  scene: houseScene,
};

export const WORLDS = [worldOf(HOUSE)];
