/** The latest episode: its task and outcome, the world as it goes, and everything the agent wrote. */
import type { Episode } from '../../store/state.ts';
import { useLab } from '../session-context.ts';
import { ExpertAtWork } from './ExpertAtWork.tsx';
import styles from './EpisodePanel.module.css';
import { Outcome } from './Outcome.tsx';
import { ScenePicture, SeenPicture } from './scene-lazy.tsx';
import { Stepper } from './Stepper.tsx';
import { Transcript } from './Transcript.tsx';
import { useFollow } from './use-follow.ts';
import { useReplay } from './use-replay.ts';

const turnsOf = ({ trajectory }: Episode): number => trajectory.turns.length;

export function EpisodePanel() {
  const episode = useLab((state) => state.episode);
  const { env, level, seed } = useLab((state) => state.opened ?? state.draft);
  // Another task is another demonstration.
  return episode ? (
    <Playing latest={episode} />
  ) : (
    <ExpertAtWork key={`${env} ${level} ${seed}`} {...{ env, level, seed }} />
  );
}

function Playing({ latest }: { latest: Episode }) {
  const follow = useFollow(latest, turnsOf);
  const { film, moment } = follow;
  const episode = film ?? latest;
  const { turns } = episode.trajectory;
  const replay = useReplay(episode.trajectory);
  const scene = replay?.moments[moment]?.scene ?? turns[Math.min(moment, turns.length - 1)]?.scene;
  return (
    <div className={styles.panel}>
      <Outcome episode={episode} task={replay?.task ?? null} />
      {scene !== undefined && <ScenePicture scene={scene} />}
      <SeenPicture moment={replay?.moments[moment]} />
      <Stepper follow={follow} resume={follow.hasNewer ? 'Show newest' : 'Follow'} />
      <Transcript episode={episode} replay={replay} moment={moment} onShow={follow.show} onTouch={follow.stop} />
    </div>
  );
}
