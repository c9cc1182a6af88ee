/** A number line with the agent on it and the number it has to reach. */
import type { NumberLineScene } from '../../envs/smoke/scene.ts';
import { Agent } from './Agent.tsx';
import { Picture } from './Picture.tsx';
import styles from './scenes.module.css';

const STEP = 56;

export function NumberLinePicture({ scene }: { scene: NumberLineScene }) {
  const { low, high, position, target } = scene;
  const numbers = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const x = (value: number): number => (value - low + 0.75) * STEP;
  const width = (high - low + 1.5) * STEP;
  const label = `A number line from ${low} to ${high}. The agent is at ${position}; it has to reach ${target}.`;
  return (
    <Picture width={width} height={110} label={label}>
      <path d={`M${x(low)} 70H${x(high)}`} className={styles.rowLine} />
      {numbers.map((n) => (
        <g key={n}>
          <circle cx={x(n)} cy={70} r={n === target ? 9 : 4} className={n === target ? styles.goal : styles.ice} />
          <text x={x(n)} y={97} className={styles.name}>
            {n}
          </text>
        </g>
      ))}
      <Agent x={x(position)} y={60} />
    </Picture>
  );
}
