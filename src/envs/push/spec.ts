/** GridPush as one Game: its numbers, its words and the wiring of its parts. No rules here. */
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game } from '../game.ts';
import { levelList } from '../level-list.ts';
import {
  actInRoom,
  packPush,
  pushDistance,
  pushMoves,
  pushOracle,
  pushOutcome,
  pushReward,
  unpackPush,
  type PushMove,
} from './core.ts';
import { drawPush, isShifted, pushKey } from './gen.ts';
import { pushPicture } from './picture.ts';
import { pushScene } from './scene.ts';
import { LEVELS, type PushState, type PushTask } from './task.ts';
import { goalReading, PLAIN, refusalReading, roomReading, roomText, SECOND } from './text.ts';
import { worldOf } from '../world.ts';

const WORDS = [
  ...Object.values(PLAIN),
  ...Object.values(SECOND),
  'push two to / up down left right path ; : nothing happens',
].flatMap((words) => words.split(' '));

const SPEC: EnvSpec = {
  id: 'push',
  version: 1,
  title: 'GridPush',
  about: 'Push boxes onto their goals without getting them stuck.',
  levels: levelList(LEVELS, [
    { title: '5 by 5, 2 to 5 moves', randomSuccess: 0.196, oracleTurns: 3.44 },
    { title: '6 by 6, 4 to 8 moves', randomSuccess: 0.033, oracleTurns: 5.92 },
    { title: '6 by 6, 8 to 12 moves', randomSuccess: 0.0019, oracleTurns: 9.79 },
    { title: 'Two boxes, 8 to 20 moves', randomSuccess: 0.0027, oracleTurns: 12.47 },
  ]),
  reward: { success: 10, invalid: -0.1, ownRule: true },
  pictures: true,
  historyK: 2,
  words: [...new Set([...WORDS, ...CHATTER_WORDS])].sort(),
};

export const PUSH: Game<PushTask, PushState, PushMove> = {
  spec: SPEC,
  beliefBytes: 0,
  draw: drawPush,
  key: pushKey,
  withheld: isShifted,
  start: ({ start }) => start,
  goal: goalReading,
  opening: (task) => roomReading(task, task.start),
  moves: pushMoves,
  act: actInRoom,
  refusal: refusalReading,
  picture: pushPicture,
  anchor: ({ room, symbols }, state) => roomText(room, state, symbols),
  outcome: pushOutcome,
  reward: (task, before, after) => pushReward(task, before, after, SPEC.reward.success),
  distance: pushDistance,
  oracle: pushOracle,
  pack: packPush,
  unpack: unpackPush,
  scene: pushScene,
};

export const WORLDS = [worldOf(PUSH)];
