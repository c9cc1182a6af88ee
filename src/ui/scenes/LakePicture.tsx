/** A frozen lake from above: ice, holes, the goal, and the agent. */
import type { LakeScene } from '../../envs/smoke/scene.ts';
import { Agent } from './Agent.tsx';
import { Picture } from './Picture.tsx';
import styles from './scenes.module.css';

const CELL = 44;

export function LakePicture({ scene }: { scene: LakeScene }) {
  const { size, cells, agent, fallen } = scene;
  const side = size * CELL;
  const at = (i: number): { x: number; y: number } => ({ x: (i % size) * CELL, y: Math.floor(i / size) * CELL });
  const where = `row ${Math.floor(agent / size) + 1}, column ${(agent % size) + 1}`;
  const label = `A lake of ${size} by ${size}. The agent is at ${where}${fallen ? ' and has fallen in' : ''}.`;
  return (
    <Picture width={side * 2.4} height={side + 8} label={label}>
      <g transform={`translate(${side * 0.7} 4)`}>
        {cells.map((cell, i) => (
          <rect
            // A cell is its place.
            // oxlint-disable-next-line react/no-array-index-key
            key={i}
            x={at(i).x + 1}
            y={at(i).y + 1}
            width={CELL - 2}
            height={CELL - 2}
            rx={cell === 'hole' ? CELL / 2 : 5}
            className={styles[cell]}
          />
        ))}
        {cells.map((cell, i) =>
          cell === 'goal' ? (
            <text key="goal" x={at(i).x + CELL / 2} y={at(i).y + CELL - 8} className={styles.name}>
              goal
            </text>
          ) : null,
        )}
        <Agent x={at(agent).x + CELL / 2} y={at(agent).y + CELL - 8} />
      </g>
    </Picture>
  );
}
