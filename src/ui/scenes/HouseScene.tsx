/** The house with its legend: the picture that the page shows first, so it must not bring the other ones. */
import type { Scene } from '../../envs/scene.ts';
import { HousePicture } from './HousePicture.tsx';
import styles from './scenes.module.css';

export default function HouseScene({ scene }: { scene: Extract<Scene, { kind: 'house' }> }) {
  return (
    <figure className={styles.figure}>
      <HousePicture scene={scene} />
      <figcaption className={styles.key}>
        <span data-key="agent">the agent</span>
        <span data-key="wanted">what the task is about</span>
        <span data-key="unseen">faint: the agent has not seen it</span>
      </figcaption>
    </figure>
  );
}
