/** The pixels an agent was given instead of words, each as a crisp square. */
import { useEffect, useRef } from 'react';
import { patchCount, type Picture } from '../../core/picture.ts';
import styles from './SeenPicture.module.css';

interface Props {
  readonly picture: Picture;
  /** What is to be seen, for people who do not see it. */
  readonly text: string;
}

export default function SeenPicture({ picture, text }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = picture;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(imageOf(picture), 0, 0);
  }, [picture]);
  return (
    <figure className={styles.seen}>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- pixels that are painted here cannot be an <img> */}
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={text} />
      <figcaption>
        What the agent sees: {width} × {height} pixels, read as {patchCount(picture)} patches of 8 × 8. Its task, what
        it did and what it can do are words; the world is not.
      </figcaption>
    </figure>
  );
}

function imageOf({ width, height, palette, pixels }: Picture): ImageData {
  const image = new ImageData(width, height);
  for (const [i, colour] of pixels.entries()) {
    image.data.set(palette.subarray(3 * colour, 3 * colour + 3), 4 * i);
    image.data[4 * i + 3] = 255;
  }
  return image;
}
