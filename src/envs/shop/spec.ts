/** MiniShop as one Game: its numbers, its words and the wiring of its parts. No rules here. */
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game } from '../game.ts';
import { levelList } from '../level-list.ts';
import { SYLLABLES } from '../syllables.ts';
import { actInShop, fillInSearch, readSearch, shopMoves, shopOutcome, startShop, type ShopMove } from './core.ts';
import { shopDistance } from './distance.ts';
import { drawShop, isWithheld, shopKey, TURN_LIMIT } from './gen.ts';
import { shopOracle } from './oracle.ts';
import { shopScene } from './scene.ts';
import { BELIEF_BYTES, packShop, unpackShop } from './state-bytes.ts';
import type { ShopState, ShopTask } from './task.ts';
import { goalReading, pageReading, QUERY_WORDS, refusalReading, VERDICT_WORDS } from './text.ts';
import { SLIP_LETTERS } from './wording.ts';
import { worldOf } from '../world.ts';

const WORDS = [
  ...QUERY_WORDS,
  ...VERDICT_WORDS,
  ...SYLLABLES,
  ...SLIP_LETTERS,
  // Actions.
  'search click next prev back buy features description reviews',
  // Observations.
  'page of , : . no seen rated chosen bought by nothing happens',
  // Thoughts.
  '; = need has match all over here',
].flatMap((words) => words.split(' '));

const SPEC: EnvSpec = {
  id: 'shop',
  version: 1,
  title: 'MiniShop',
  about: 'Search a shop, find a product that is as asked, choose its options and buy it.',
  levels: levelList(TURN_LIMIT, [
    { title: '30 products, one option', randomSuccess: 0.0233, oracleTurns: 4.03 },
    { title: '200 products, two options', randomSuccess: 0.0028, oracleTurns: 5.03 },
    { title: '1,000 products, attributes on another page', randomSuccess: 0.002, oracleTurns: 7.53 },
    { title: 'Other words, near copies, price ranges', randomSuccess: 0.0015, oracleTurns: 8.05 },
    { title: '5,000 products, slips of spelling', randomSuccess: 0.0009, oracleTurns: 7.8 },
  ]),
  reward: { success: 10, invalid: -0.1, allOrNothing: true },
  historyK: 2,
  words: [...new Set([...WORDS, ...CHATTER_WORDS])].sort(),
};

export const SHOP: Game<ShopTask, ShopState, ShopMove> = {
  spec: SPEC,
  beliefBytes: BELIEF_BYTES,
  draw: drawShop,
  key: shopKey,
  withheld: isWithheld,
  start: startShop,
  goal: goalReading,
  opening: (task) => pageReading(task, startShop()),
  moves: shopMoves,
  read: readSearch,
  fillIn: fillInSearch,
  act: actInShop,
  refusal: refusalReading,
  anchor: (task, state) => pageReading(task, state).text,
  outcome: shopOutcome,
  distance: shopDistance,
  oracle: shopOracle,
  pack: packShop,
  unpack: unpackShop,
  scene: shopScene,
};

export const WORLDS = [worldOf(SHOP)];
