/** A GridPush room from above: walls, goals, boxes, and the agent. */
import type { PushScene } from '../../envs/push/scene.ts';
import { Agent } from './Agent.tsx';
import { Picture } from './Picture.tsx';
import styles from './PushPicture.module.css';

const CELL = 44;

export function PushPicture({ scene }: { scene: PushScene }) {
  const { size, cells } = scene;
  const side = size * CELL;
  const agent = cells.findIndex((c) => c === 'me' || c === 'meOnTarget');
  const at = (i: number): string => `translate(${(i % size) * CELL} ${Math.floor(i / size) * CELL})`;
  return (
    <Picture width={side * 1.9} height={side + 8} label={wordsFor(scene)}>
      <g transform={`translate(${side * 0.45} 4)`}>
        {cells.map((cell, i) => (
          // A cell is its place.
          // oxlint-disable-next-line react/no-array-index-key
          <g key={i} transform={at(i)}>
            {cell === 'wall' ? (
              <g className={styles.wall}>
                <rect x={1} y={1} width={CELL - 2} height={CELL - 2} rx={3} />
                <path d="M1 15h42M1 29h42M15 1v14M30 15v14M15 29v14" />
              </g>
            ) : (
              <rect x={0.5} y={0.5} width={CELL - 1} height={CELL - 1} className={styles.floor} />
            )}
            {(cell === 'target' || cell === 'placed' || cell === 'meOnTarget') && (
              <circle cx={CELL / 2} cy={CELL / 2} r={15} className={styles.target} />
            )}
            {(cell === 'box' || cell === 'placed') && (
              <g className={styles.box} data-placed={cell === 'placed'}>
                <rect x={8} y={8} width={28} height={28} rx={3} />
                <path d="M8 16h28M8 28h28M15 16l14 12M29 16L15 28" />
              </g>
            )}
          </g>
        ))}
        <Agent x={((agent % size) + 0.5) * CELL} y={(Math.floor(agent / size) + 0.85) * CELL} />
      </g>
    </Picture>
  );
}

/** The room in a sentence: where the agent, the boxes and the goals are. */
export function wordsFor({ size, cells, stuck }: PushScene): string {
  const where = (...sights: readonly PushScene['cells'][number][]): string[] =>
    cells.flatMap((c, i) => (sights.includes(c) ? [`row ${Math.floor(i / size) + 1} column ${(i % size) + 1}`] : []));
  return [
    `A room of ${size} by ${size}. The agent is at ${where('me', 'meOnTarget').join()}.`,
    `Goals: ${where('target', 'placed', 'meOnTarget').join(', ')}.`,
    ...(where('box').length > 0 ? [`Boxes to push: ${where('box').join(', ')}.`] : []),
    ...(where('placed').length > 0 ? [`Boxes on a goal: ${where('placed').join(', ')}.`] : []),
    ...(stuck ? ['A box is stuck: no solution is left.'] : []),
  ].join(' ');
}
