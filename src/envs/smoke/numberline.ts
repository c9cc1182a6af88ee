/**
 * Walk from one number to another, 0 to 5, one step at a time. Tests whether an agent can compare two digits and keep
 * going in one direction.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move } from '../game.ts';
import type { NumberLineScene } from './scene.ts';

const LOW = 0;
const HIGH = 5;

interface LineTask {
  readonly start: number;
  readonly target: number;
}
interface LineState {
  readonly position: number;
}
interface LineStep extends Move {
  readonly by: 1 | -1;
}

const UP: LineStep = { text: 'up', by: 1 };
const DOWN: LineStep = { text: 'down', by: -1 };

const SPEC: EnvSpec = {
  id: 'numberline',
  version: 1,
  title: 'NumberLine',
  about: 'Step up or down until the target number is reached.',
  levels: [{ level: 0, title: 'Numbers 0 to 5', turnLimit: 10, randomSuccess: 0.65, oracleTurns: 2.46 }],
  reward: { success: 1, invalid: -0.1 },
  historyK: 2,
  words: [
    ...new Set([...'0 1 2 3 4 5 up down reach at is over under nothing happens ; :'.split(' '), ...CHATTER_WORDS]),
  ].sort(),
};

const here = ({ position }: LineState): { text: string; full: string } => ({
  text: `at ${position}`,
  full: `You are at ${position}.`,
});

export const NUMBERLINE: Game<LineTask, LineState, LineStep> = {
  spec: SPEC,
  beliefBytes: 0,
  draw(_level: number, rng: Rng) {
    const start = LOW + rng.below(HIGH - LOW + 1);
    const target = LOW + rng.below(HIGH - LOW + 1);
    return start === target ? null : { start, target };
  },
  key: ({ start, target }) => `reach ${target} : at ${start}`,
  withheld: ({ start, target }) => hashText(`withheld ${start} ${target}`) % 100 < 15,
  start: ({ start }) => ({ position: start }),
  goal: ({ target }) => ({ text: `reach ${target}`, full: `Reach the number ${target}.` }),
  opening: ({ start }) => here({ position: start }),
  moves: (_task, { position }) => [...(position < HIGH ? [UP] : []), ...(position > LOW ? [DOWN] : [])],
  act(_task, { position }, { by }) {
    const state = { position: position + by };
    return { state, reading: here(state) };
  },
  refusal: (_task, state) => ({
    text: `nothing happens : ${here(state).text}`,
    full: `Nothing happens. ${here(state).full}`,
  }),
  anchor: (_task, state) => here(state).text,
  outcome({ target }, { position }) {
    const won = position === target;
    return { won, dead: false, score: won ? 1 : 0 };
  },
  distance: ({ target }, { position }) => Math.abs(target - position),
  oracle({ target }, { position }) {
    const isBelow = position < target;
    const action = isBelow ? 'up' : 'down';
    return { think: `${target} is ${isBelow ? 'over' : 'under'} ${position} ; ${action}`, action };
  },
  pack: (_task, { position }) => Uint8Array.of(position),
  unpack: (_task, bytes) => (bytes.length === 1 && bytes[0]! <= HIGH ? { position: bytes[0]! } : null),
  scene: ({ target }, { position }): NumberLineScene => ({
    kind: 'numberline',
    low: LOW,
    high: HIGH,
    position,
    target,
  }),
};
