/** Who plays, and time: one turn, play, pause, speed. */
import { lazy, Suspense, useId } from 'react';
import { SPEEDS } from '../../store/play/play-session.ts';
import type { Player } from '../../store/play/played-episode.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import styles from './Controls.module.css';
import { usePlay, useTable } from './use-table.ts';

const AgentChoice = lazy(() => import('./AgentChoice.tsx'));

const PLAYERS: readonly { readonly id: Player; readonly name: string }[] = [
  { id: 'you', name: 'You' },
  { id: 'random', name: 'Chance' },
  { id: 'expert', name: 'Expert' },
  { id: 'agent', name: 'Trained agent' },
];

export function WatchBar() {
  const table = useTable();
  const player = usePlay((state) => state.player);
  const isPlaying = usePlay((state) => state.isPlaying);
  const isWaiting = usePlay((state) => state.isWaiting);
  const turnMs = usePlay((state) => state.turnMs);
  const hasRun = usePlay((state) => state.run !== '');
  const canStart = usePlay(({ episode, isBroken }) => episode !== null && !isBroken);
  const isOver = usePlay(({ episode }) => episode !== null && episode.end !== null);
  const id = useId();
  const isReady = canStart && player !== 'you' && (player !== 'agent' || hasRun);
  return (
    <div className={styles.watch}>
      <fieldset className={styles.players}>
        <legend>Who plays</legend>
        {PLAYERS.map(({ id: one, name }) => (
          <label key={one}>
            <input type="radio" name={`${id}who`} checked={player === one} onChange={() => table.sit(one)} />
            {name}
          </label>
        ))}
        <Explain about="who can play">
          <p>
            <b>Chance</b> takes any possible action, all equally likely. <b>The expert</b> knows the rules and what it
            has seen, nothing hidden; agents imitate it in their warm start. <b>A trained agent</b> plays from the last
            checkpoint of one of your runs, as in evaluations: the same tasks, the same random numbers, nothing cut or
            sampled again.
          </p>
          <p>You may take a turn yourself at any time, whoever plays.</p>
        </Explain>
      </fieldset>
      <div className={styles.time}>
        <Button
          icon="step"
          title="One turn (.)"
          disabled={!isReady || isPlaying || isWaiting || isOver}
          onClick={() => void table.step()}
        >
          One turn
        </Button>
        <Button
          look="primary"
          icon={isPlaying ? 'pause' : 'play'}
          className={styles.playButton}
          title="Let it play to the end, or pause it (Space)"
          disabled={!isReady}
          onClick={() => (isPlaying ? table.pause() : table.play())}
        >
          {isPlaying ? 'Pause' : isOver ? 'Play again' : 'Play'}
        </Button>
        <label htmlFor={`${id}speed`} className={styles.speed}>
          Speed
          <select id={`${id}speed`} value={turnMs} onChange={({ target }) => table.pace(Number(target.value))}>
            {SPEEDS.map((speed) => (
              <option key={speed.turnMs} value={speed.turnMs}>
                {speed.name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {player === 'agent' && (
        <Suspense fallback={<p className={styles.note}>Opening your runs …</p>}>
          <AgentChoice />
        </Suspense>
      )}
    </div>
  );
}
