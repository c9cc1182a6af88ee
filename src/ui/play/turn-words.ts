/** A played turn in words, for eyes and for screen readers. Pure text; must not draw. */
import type { PlayedTurn, Player, Shown } from '../../store/play/played-episode.ts';
import { labelsOf, type Label } from '../episode/labels.ts';
import { count, short } from '../format.ts';

export const PLAYER_NAME: Readonly<Record<Player, string>> = {
  you: 'You',
  random: 'Chance',
  expert: 'The expert',
  agent: 'The agent',
};

const MOST_SHOWN = 160;

/** An action as it can be put on a page: control characters as pictures, and no more of it than a person reads. */
export function shownAction(action: string): string {
  const cut = action.length > MOST_SHOWN ? action.slice(0, MOST_SHOWN) : action;
  // oxlint-disable-next-line no-control-regex -- these are what is to be shown
  const visible = cut.replaceAll(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)));
  const plain = visible
    .replaceAll('\u007f', '␡')
    .replaceAll(/[\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '�');
  if (plain === '') return '(nothing)';
  return cut === action ? plain : `${plain}… (${count(action.length)} characters)`;
}

export const turnLabels = ({ info, formatValid }: PlayedTurn): Label[] =>
  labelsOf({ info, formatValid, response: { finished: true } });

/** How an episode ended; "" while it goes on. */
export function endWords({ end, turns }: Shown): string {
  const after = `after ${turns.length} ${turns.length === 1 ? 'turn' : 'turns'}`;
  switch (end) {
    case 'won':
      return `Solved ${after}.`;
    case 'dead':
      return `Lost ${after}: the goal is out of reach.`;
    case 'limit':
      return `Not solved: ${turns.length} turns are all there are.`;
    default:
      return '';
  }
}

/** What a screen reader hears when something has happened. */
export function spoken(shown: Shown): string {
  const turn = shown.turns.at(-1);
  if (!turn) return `New task. ${shown.start.obs.fullTask} ${shown.start.obs.full}`;
  const labels = turnLabels(turn)
    .map(({ text }) => text)
    .join(', ');
  const reward = turn.reward === 0 ? '' : ` Reward ${short(turn.reward)}.`;
  const did = `Turn ${shown.turns.length}, ${PLAYER_NAME[turn.by]}: ${shownAction(turn.action)}. ${labels}.${reward}`;
  return [did, endWords(shown), turn.obs.full].filter(Boolean).join(' ');
}
