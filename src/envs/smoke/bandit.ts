/**
 * Two arms with known mean payoffs; one pull ends the episode. The smallest thing that can be learnt: read which number is
 * larger. Payoffs are those of the usual two-armed test (0.1 for sure against 1 in a quarter of the pulls), paid as their
 * means: copies of a task share all chance, so a drawn payoff would teach every copy the same accident.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move } from '../game.ts';
import type { BanditScene } from './scene.ts';

const COLOURS = ['red', 'blue', 'green', 'yellow', 'white', 'black', 'brown', 'grey'];
/** Mean payoffs in hundredths. */
const HIGH = 25;
const LOW = 10;

interface BanditTask {
  readonly arms: BanditScene['arms'];
}
/** Index of the pulled arm, -1 before. */
interface BanditState {
  readonly pulled: number;
}
interface Pull extends Move {
  readonly arm: number;
}

const SPEC: EnvSpec = {
  id: 'bandit',
  version: 1,
  title: 'Bandit',
  about: 'Pull the arm that pays more on average; one pull ends the episode.',
  levels: [{ level: 0, title: 'Two arms, payoffs shown', turnLimit: 3, randomSuccess: 0.5, oracleTurns: 1 }],
  reward: { success: HIGH / 100, invalid: -0.1 },
  historyK: 2,
  words: [
    ...new Set([...COLOURS, ...'0 1 2 5 pull the best pays nothing happens : ; more'.split(' '), ...CHATTER_WORDS]),
  ].sort(),
};

const digits = (pays: number): string => String(pays).split('').join(' ');
const board = ({ arms }: BanditTask): string => arms.map((a) => `${a.name} pays ${digits(a.pays)}`).join(' : ');
const boardFull = ({ arms }: BanditTask): string =>
  `Two arms: ${arms.map((a) => `${a.name} pays ${a.pays / 100}`).join(', ')} on average.`;
const best = ({ arms }: BanditTask): number => (arms[0]!.pays > arms[1]!.pays ? 0 : 1);

export const BANDIT: Game<BanditTask, BanditState, Pull> = {
  spec: SPEC,
  beliefBytes: 0,
  draw(_level: number, rng: Rng) {
    const [a, b] = rng.shuffled(COLOURS) as [string, string];
    const isFirstHigh = rng.chance(0.5);
    return {
      arms: [
        { name: a, pays: isFirstHigh ? HIGH : LOW },
        { name: b, pays: isFirstHigh ? LOW : HIGH },
      ],
    };
  },
  key: board,
  /** Pairs of colours, whatever their order. */
  withheld: ({ arms }) =>
    hashText(
      arms
        .map((a) => a.name)
        .sort()
        .join(' '),
    ) %
      100 <
    15,
  start: () => ({ pulled: -1 }),
  goal: () => ({ text: 'pull the best', full: 'Pull the arm that pays more on average.' }),
  opening: (task) => ({ text: board(task), full: boardFull(task) }),
  moves: ({ arms }) => arms.map(({ name }, arm) => ({ text: `pull ${name}`, arm })),
  act(task, _state, { arm }) {
    const { name, pays } = task.arms[arm]!;
    return {
      state: { pulled: arm },
      reading: { text: `${name} pays ${digits(pays)}`, full: `You pull ${name}. It pays ${pays / 100} on average.` },
    };
  },
  refusal: (task) => ({ text: `nothing happens : ${board(task)}`, full: `Nothing happens. ${boardFull(task)}` }),
  anchor: (task, { pulled }) => (pulled === -1 ? board(task) : `pulled ${task.arms[pulled]!.name}`),
  outcome(task, { pulled }) {
    const won = pulled === best(task);
    return { won, dead: pulled !== -1 && !won, score: pulled === -1 ? 0 : task.arms[pulled]!.pays / HIGH };
  },
  distance: (task, { pulled }) => (pulled === -1 ? 1 : pulled === best(task) ? 0 : null),
  oracle(task) {
    const { name } = task.arms[best(task)]!;
    return { think: `${name} pays more ; pull ${name}`, action: `pull ${name}` };
  },
  pack: (_task, { pulled }) => Uint8Array.of(pulled + 1),
  unpack: (_task, bytes) => (bytes.length === 1 && bytes[0]! <= 2 ? { pulled: bytes[0]! - 1 } : null),
  scene: ({ arms }, { pulled }): BanditScene => ({
    kind: 'bandit',
    arms,
    pulled: pulled === -1 ? null : arms[pulled]!.name,
  }),
};
