/** The world's picture; its drawing code arrives when it is first needed, that of the house without the others. */
import { lazy, Suspense } from 'react';
import type { Scene } from '../../envs/scene.ts';
import styles from './EpisodePanel.module.css';

const House = lazy(() => import('../scenes/HouseScene.tsx'));
const Any = lazy(() => import('../scenes/ScenePicture.tsx'));

export function ScenePicture({ scene }: { scene: unknown }) {
  const { kind } = (scene ?? {}) as Partial<Scene>;
  return (
    <Suspense fallback={<div className={styles.pictureSpace} />}>
      {kind === 'house' ? <House scene={scene as Extract<Scene, { kind: 'house' }>} /> : <Any scene={scene} />}
    </Suspense>
  );
}
