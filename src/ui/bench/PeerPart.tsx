/** One library to compare with: what it takes part in, what it loads and how much longer it takes. */
import type { Peer } from '../../bench/options.ts';
import { bytes, roughly } from '../format.ts';
import { Choice } from './Choice.tsx';
import { PEER_WORDS } from './words.ts';

interface Props {
  readonly peer: Peer;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
  /** Bytes. */
  readonly loads: number;
  /** 0 when it takes no part in what is chosen. */
  readonly seconds: number;
}

export function PeerPart({ peer, isChosen, onToggle, loads, seconds }: Props) {
  const { name, what } = PEER_WORDS[peer];
  return (
    <Choice isChosen={isChosen} onToggle={onToggle}>
      <b>{name}</b>
      <small>
        {what}{' '}
        {seconds > 0 ? `Loads ${bytes(loads)}, adds ${roughly(seconds)}.` : 'Takes no part in what is chosen above.'}
      </small>
    </Choice>
  );
}
