/** Before the first episode: a task as the agent will meet it, and what will appear here. */
import { useLab } from '../session-context.ts';
import styles from './EpisodePanel.module.css';
import { ScenePicture } from './scene-lazy.tsx';
import { useSampleTask } from './use-replay.ts';

export function FirstTask() {
  const env = useLab((state) => state.draft.env);
  const level = useLab((state) => state.draft.level);
  const seed = useLab((state) => state.draft.seed);
  const sample = useSampleTask(env, level, seed);
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <p className={styles.kicker}>A task like those to come</p>
        <p className={styles.task}>{sample?.task ?? ' '}</p>
      </div>
      {sample?.moments[0] ? <ScenePicture scene={sample.moments[0].scene} /> : <div className={styles.pictureSpace} />}
      <p className={styles.says}>{sample?.moments[0]?.text}</p>
      <div className={styles.coming}>
        <p>
          <b>The agent has not played yet.</b> Once it does, its newest episode is shown here turn by turn:
        </p>
        <ul>
          <li>what it thinks and what it does, word by word, tinted by how unsure it was of each word;</li>
          <li>what the world answers, and whether the turn helped, did nothing or went in circles;</li>
          <li>the world beside it, as it stands after the turn you select.</li>
        </ul>
      </div>
    </div>
  );
}
