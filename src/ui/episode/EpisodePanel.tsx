/** The latest episode: its task and outcome, the world as it goes, and everything the agent wrote. */
import { useLab } from '../session-context.ts';
import styles from './EpisodePanel.module.css';
import { FirstTask } from './FirstTask.tsx';
import { Outcome } from './Outcome.tsx';
import { ScenePicture } from './scene-lazy.tsx';
import { Stepper } from './Stepper.tsx';
import { Transcript } from './Transcript.tsx';
import { useFollow } from './use-follow.ts';
import { useReplay } from './use-replay.ts';

export function EpisodePanel() {
  const follow = useFollow(useLab((state) => state.episode));
  const { episode, moment } = follow;
  const replay = useReplay(episode?.trajectory ?? null);
  if (!episode) return <FirstTask />;
  const turn = episode.trajectory.turns[Math.min(moment, episode.trajectory.turns.length - 1)];
  const scene = replay?.moments[moment]?.scene ?? turn?.scene;
  return (
    <div className={styles.panel}>
      <Outcome episode={episode} task={replay?.task ?? null} />
      {scene !== undefined && <ScenePicture scene={scene} />}
      <Stepper follow={follow} />
      <Transcript episode={episode} replay={replay} moment={moment} onShow={follow.show} onTouch={follow.stop} />
    </div>
  );
}
