/** The world's picture; its drawing code arrives when it is first needed, that of the house without the others. */
import { lazy, Suspense } from 'react';
import type { Scene } from '../../envs/scene.ts';
import type { Moment } from '../../store/replay.ts';
import styles from './EpisodePanel.module.css';

const House = lazy(() => import('../scenes/HouseScene.tsx'));
const Seen = lazy(() => import('../scenes/SeenPicture.tsx'));
const Any = lazy(() => import('../scenes/ScenePicture.tsx'));

export function ScenePicture({ scene }: { scene: unknown }) {
  const { kind } = (scene ?? {}) as Partial<Scene>;
  return (
    <Suspense fallback={<div className={styles.pictureSpace} />}>
      {kind === 'house' ? <House scene={scene as Extract<Scene, { kind: 'house' }>} /> : <Any scene={scene} />}
    </Suspense>
  );
}

/** What the agent was given to see; nothing in an episode that was played by words. */
export function SeenPicture({ moment }: { moment: Moment | undefined }) {
  if (!moment?.picture) return null;
  return (
    <Suspense fallback={null}>
      <Seen picture={moment.picture} text={moment.text} />
    </Suspense>
  );
}
