/** The world's picture; its drawing code arrives when it is first needed. */
import { lazy, Suspense } from 'react';
import styles from './EpisodePanel.module.css';

const Lazy = lazy(() => import('../scenes/ScenePicture.tsx'));

export function ScenePicture({ scene }: { scene: unknown }) {
  return (
    <Suspense fallback={<div className={styles.pictureSpace} />}>
      <Lazy scene={scene} />
    </Suspense>
  );
}
