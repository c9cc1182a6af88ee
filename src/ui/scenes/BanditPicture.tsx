/** Machines with levers: how much each pays, which the agent does not know, and which it pulled. */
import type { BanditScene } from '../../envs/smoke/scene.ts';
import { Agent } from './Agent.tsx';
import { Picture } from './Picture.tsx';
import styles from './scenes.module.css';

const CELL = 96;

export function BanditPicture({ scene: { arms, pulled } }: { scene: BanditScene }) {
  const width = arms.length * CELL + 40;
  const at = arms.findIndex((arm) => arm.name === pulled);
  const words = arms
    .map(({ name, pays }) => (Number.isNaN(pays) ? name : `${name} pays ${pays / 100} on average`))
    .join('; ');
  const label = `${words}. ${pulled === null ? 'Nothing was pulled yet.' : `The agent pulled ${pulled}.`}`;
  return (
    <Picture width={width} height={120} label={label}>
      {arms.map(({ name, pays }, i) => (
        <g key={name} transform={`translate(${20 + i * CELL} 8)`} className={styles.place} data-here={i === at}>
          <g className={styles.furniture}>
            <path d="M24 12h48v70H24zM32 22h32v20H32zM72 30h8v-10M80 17v.1" />
          </g>
          <text x={48} y={37} className={styles.name}>
            {Number.isNaN(pays) ? '?' : pays / 100}
          </text>
          <text x={48} y={98} className={styles.name}>
            {name}
          </text>
        </g>
      ))}
      <Agent x={at < 0 ? width / 2 : 34 + at * CELL} y={at < 0 ? 116 : 96} />
    </Picture>
  );
}
