/** The right picture for a scene, with its legend. Loaded when the first one is shown. */
import type { Scene } from '../../envs/scene.ts';
import { BanditPicture } from './BanditPicture.tsx';
import { CountdownPicture } from './CountdownPicture.tsx';
import { GuiPicture } from './GuiPicture.tsx';
import HouseScene from './HouseScene.tsx';
import { LakePicture } from './LakePicture.tsx';
import { NumberLinePicture } from './NumberLinePicture.tsx';
import { NumberPicture } from './NumberPicture.tsx';
import { PlainScene } from './PlainScene.tsx';
import { PushPicture } from './PushPicture.tsx';
import { QuestionsPicture } from './QuestionsPicture.tsx';
import { SearchPicture } from './SearchPicture.tsx';
import { ShopPicture } from './ShopPicture.tsx';
import { UnaryPicture } from './UnaryPicture.tsx';
import { WordlePicture } from './WordlePicture.tsx';
import styles from './scenes.module.css';

/** `scene` comes over the wire as plain data; a world without a drawing of its own is listed, what is no scene draws nothing. */
export default function ScenePicture({ scene }: { scene: unknown }) {
  if (typeof scene !== 'object' || scene === null || !('kind' in scene)) return null;
  const known = scene as Scene;
  switch (known.kind) {
    case 'house':
      return <HouseScene scene={known} />;
    case 'lake':
      return <LakePicture scene={known} />;
    case 'numberline':
      return <NumberLinePicture scene={known} />;
    case 'bandit':
      return <BanditPicture scene={known} />;
    case 'push':
      return (
        <figure className={styles.figure}>
          <PushPicture scene={known} />
          {known.stuck && <figcaption className={styles.key}>No solution is left; the agent is not told.</figcaption>}
        </figure>
      );
    case 'countdown':
      return <CountdownPicture scene={known} />;
    case 'unary':
      return <UnaryPicture scene={known} />;
    case 'wordle':
      return <WordlePicture scene={known} />;
    case 'questions':
      return <QuestionsPicture scene={known} />;
    case 'number':
      return <NumberPicture scene={known} />;
    case 'shop':
      return (
        <figure className={styles.figure}>
          <ShopPicture scene={known} />
          <figcaption className={styles.key}>
            <span data-key="wanted">what would do: the agent has to find that out</span>
          </figcaption>
        </figure>
      );
    case 'gui':
      return (
        <figure className={styles.figure}>
          <GuiPicture scene={known} />
          <figcaption className={styles.key}>
            <span data-key="wanted">next on the shortest way: the agent has to find that out</span>
          </figcaption>
        </figure>
      );
    case 'search':
      return (
        <figure className={styles.figure}>
          <SearchPicture scene={known} />
          <figcaption className={styles.key}>
            <span data-key="wanted">what has to be read: the agent has to find that out</span>
          </figcaption>
        </figure>
      );
    default:
      return <PlainScene scene={known satisfies never} />;
  }
}
