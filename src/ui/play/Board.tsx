/** The task, where the episode stands, the world in a picture and in words, and the prompt that an agent would get. */
import { useMemo, useState } from 'react';
import type { Scene } from '../../envs/scene.ts';
import type { Shown } from '../../store/play/played-episode.ts';
import { ScenePicture, SeenPicture } from '../episode/scene-lazy.tsx';
import { Explain } from '../explain/Explain.tsx';
import { short } from '../format.ts';
import { Icon } from '../Icon.tsx';
import { PanelBoundary } from '../PanelBoundary.tsx';
import { hidesSomething, withoutSecrets } from './hide-secrets.ts';
import styles from './Board.module.css';
import { SeenPrompt } from './SeenPrompt.tsx';
import { Steady } from './Steady.tsx';
import { endWords } from './turn-words.ts';
import { useSight } from './use-sight.ts';
import { usePlay, useTable } from './use-table.ts';

export function Board({ episode }: { episode: Shown }) {
  const number = usePlay((state) => state.number);
  const isYou = usePlay((state) => state.player === 'you');
  const about = usePlay((state) => state.playable.about);
  /** Null: as it suits who plays. */
  const [isTold, setTold] = useState<boolean | null>(null);
  const scene = episode.now.scene as Scene;
  const isOver = episode.end !== null;
  const showsAll = isOver || (isTold ?? !isYou);
  return (
    <>
      <p className={styles.task}>{episode.start.obs.fullTask}</p>
      {about && <p className={styles.note}>{about}</p>}
      <Standing episode={episode} />
      <Steady key={number}>
        <PanelBoundary name="The picture">
          <div data-told={showsAll} data-kind={scene.kind} className={styles.picture}>
            <ScenePicture scene={showsAll ? scene : withoutSecrets(scene)} />
          </div>
        </PanelBoundary>
      </Steady>
      {hidesSomething(scene) && (
        <label className={styles.reveal}>
          <input
            type="checkbox"
            checked={showsAll}
            disabled={isOver}
            onChange={({ target }) => setTold(target.checked)}
          />
          Show in the picture what the player is not told
        </label>
      )}
      <h3>You see</h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys */}
      <section className={styles.sees} aria-label="What you see" tabIndex={0}>
        {episode.now.obs.full}
      </section>
      <SeenPixels episode={episode} />
      <SeenPrompt episode={episode} />
    </>
  );
}

/** What an agent that sees is given instead of those words. */
function SeenPixels({ episode }: { episode: Shown }) {
  const table = useTable();
  const sight = useSight();
  const seen = useMemo(() => {
    const observation = sight.observation === 'picture' ? table.view(sight)?.observation : undefined;
    const { obs, scene } = episode.now;
    return typeof observation === 'object'
      ? { picture: observation, text: obs.full, scene: scene as Scene }
      : undefined;
  }, [table, sight, episode]);
  return <SeenPicture moment={seen} />;
}

/** Every number of the episode so far. */
function Standing({ episode }: { episode: Shown }) {
  const { turns, turnLimit, now, gain, end } = episode;
  const last = turns.at(-1);
  return (
    <div className={styles.standing}>
      <dl className={styles.numbers}>
        <div>
          <dt>Turn</dt>
          <dd>
            {turns.length} of {turnLimit}
          </dd>
        </div>
        <div>
          <dt>Reward</dt>
          <dd>{last ? short(last.reward) : '–'}</dd>
        </div>
        <div>
          <dt>Return</dt>
          <dd>{short(gain)}</dd>
        </div>
        <div>
          <dt>Distance</dt>
          <dd>{now.distance ?? '–'}</dd>
        </div>
      </dl>
      <Explain about="these numbers">
        <p>
          <b>Turn</b>: turns taken, of those there are. <b>Reward</b>: what the last turn was paid. <b>Return</b>: the
          sum of all rewards so far. Recipes may take more off for turns that were not possible; that is not counted
          here.
        </p>
        <p>
          <b>Distance</b>: turns that a player who knows everything would still need (in SearchQA: the expert, who has
          to look things up); “–” when there is no way any more, or none is known. “2 closer” in the list of turns is a
          change of this number.
        </p>
      </Explain>
      {end && (
        <p className={styles.end} data-won={end === 'won'}>
          <Icon name={end === 'won' ? 'check' : 'cross'} size={14} />
          {endWords(episode)}
        </p>
      )}
    </div>
  );
}
