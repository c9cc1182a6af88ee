/** The agent: a small figure standing on (x, y), gliding there where motion is welcome. */
import type { ReactNode } from 'react';
import styles from './scenes.module.css';

export function Agent({ x, y, children }: { x: number; y: number; children?: ReactNode }) {
  return (
    <g className={styles.agent} style={{ transform: `translate(${x}px, ${y}px)` }}>
      <path d="M-4-5v5M4-5v5" className={styles.agentLimb} />
      <path d="M0-25v-3" className={styles.agentLimb} />
      <rect x={-9} y={-25} width={18} height={20} rx={7} className={styles.agentBody} />
      <path d="M-3.5-16v.1M3.5-16v.1" className={styles.agentEyes} />
      {children}
    </g>
  );
}
