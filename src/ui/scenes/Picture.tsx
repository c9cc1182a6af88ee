/** The frame of every drawing: an SVG that reads as one image with a sentence. */
import type { ReactNode } from 'react';
import styles from './scenes.module.css';

interface Props {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** Higher than wide and full of names: is given more of the page's height. */
  readonly tall?: boolean;
  readonly children: ReactNode;
}

export function Picture({ width, height, label, tall = false, children }: Props) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an inline drawing that follows the page's colours cannot be an <img>
    <svg className={styles.picture} data-tall={tall} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {children}
    </svg>
  );
}
