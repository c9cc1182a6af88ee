/** The frame of every drawing: an SVG that reads as one image with a sentence. */
import type { ReactNode } from 'react';
import styles from './scenes.module.css';

interface Props {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly children: ReactNode;
}

export function Picture({ width, height, label, children }: Props) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an inline drawing that follows the page's colours cannot be an <img>
    <svg className={styles.picture} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {children}
    </svg>
  );
}
