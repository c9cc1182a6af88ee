/** GUINav as one Game: its numbers, its words and the wiring of its parts. No rules here. */
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game } from '../game.ts';
import { levelList } from '../level-list.ts';
import { APP_WORDS } from './apps.ts';
import {
  actInGui,
  BELIEF_BYTES,
  fillInTemplate,
  guiMoves,
  guiOutcome,
  moveOf,
  packGui,
  startGui,
  unpackGui,
  type GuiMove,
} from './core.ts';
import { drawGui, guiKey, isWithheld, LEVELS } from './gen.ts';
import { guiOracle } from './oracle.ts';
import { guiPicture } from './picture.ts';
import { guiDistance } from './route.ts';
import { guiScene } from './scene.ts';
import type { GuiState, GuiTask } from './task.ts';
import { goalReading, refusalReading, screenReading } from './text.ts';
import { TYPED_WORDS } from './typing.ts';
import { worldOf } from '../world.ts';

const WORDS = [
  ...APP_WORDS,
  ...TYPED_WORDS,
  // Tasks and actions.
  'open set to click choose save back home close popup',
  'number 7 type words',
  // Observations.
  ': , 0 1 2 3 4 5 6 now chosen nothing happens',
  // Thoughts.
  '; need here is seen in no',
].flatMap((words) => words.split(' '));

const SPEC: EnvSpec = {
  id: 'gui',
  version: 1,
  title: 'GUINav',
  about: 'Find a page in an app of some forty screens, and set and save a value there.',
  levels: levelList(LEVELS, [
    { title: 'Open a page', randomSuccess: 0.0486, oracleTurns: 2.48 },
    { title: 'Set a value and save it', randomSuccess: 0.0022, oracleTurns: 4.65, version: 2 },
    { title: 'Moved pages and pop-ups', randomSuccess: 0.0035, oracleTurns: 5.37, version: 2 },
    { title: 'Other apps, other names, advertisements', randomSuccess: 0.004, oracleTurns: 5.95, version: 2 },
    {
      title: 'Open a page by clicking where its name stands: made for pictures',
      randomSuccess: 0.015,
      oracleTurns: 2.47,
    },
  ]),
  reward: { success: 10, invalid: -0.1 },
  pictures: true,
  historyK: 2,
  words: [...new Set([...WORDS, ...CHATTER_WORDS])].sort(),
};

export const GUI: Game<GuiTask, GuiState, GuiMove> = {
  spec: SPEC,
  beliefBytes: BELIEF_BYTES,
  draw: drawGui,
  key: guiKey,
  withheld: isWithheld,
  start: startGui,
  goal: goalReading,
  opening: (task) => screenReading(task, startGui()),
  moves: guiMoves,
  read: moveOf,
  fillIn: fillInTemplate,
  act: actInGui,
  refusal: refusalReading,
  picture: guiPicture,
  anchor: (task, state) => screenReading(task, state).text,
  outcome: guiOutcome,
  distance: guiDistance,
  oracle: guiOracle,
  pack: packGui,
  unpack: unpackGui,
  scene: guiScene,
};

export const WORLDS = [worldOf(GUI)];
