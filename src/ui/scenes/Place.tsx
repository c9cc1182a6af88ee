/** One place of a house with what is on or in it, in its own 104 × 90 cell, named below. */
import type { ScenePlace } from '../../envs/house/scene.ts';
import { FURNITURE, SOME_PLACE, type Furniture } from './furniture.tsx';
import styles from './scenes.module.css';
import { Thing } from './Thing.tsx';

export function Place({ place }: { place: ScenePlace }) {
  const { name, type, open, here, target, known, things, openable, full } = place;
  const furniture = FURNITURE[type] ?? SOME_PLACE;
  const { top, from, to } = furniture;
  const step = Math.min(20, (to - from) / Math.max(1, things.length));
  const first = (from + to) / 2 - (step * (things.length - 1)) / 2;
  const isShut = openable && !open;
  return (
    <g className={styles.place} data-here={here} data-target={target} data-known={known}>
      <g className={styles.furniture}>{furniture.body}</g>
      {furniture.box && <Box {...furniture.box} isShut={isShut} />}
      <g className={isShut ? styles.behind : undefined}>
        {things.map((thing, i) => (
          <Thing key={thing.name} thing={thing} x={first + i * step} y={top} />
        ))}
      </g>
      <text x={52} y={87} className={styles.name}>
        {full ? `${name} · full` : name}
      </text>
    </g>
  );
}

/** Shut: a door with a handle. Open: the inside, and the door swung to the right. */
function Box({ x, y, w, h, isShut }: NonNullable<Furniture['box']> & { isShut: boolean }) {
  if (isShut)
    return (
      <g className={styles.furniture}>
        <rect x={x} y={y} width={w} height={h} rx={2} />
        <path d={`M${x + w - 8} ${y + h / 2 - 4}v8`} className={styles.handle} />
      </g>
    );
  return (
    <g className={styles.furniture}>
      <rect x={x} y={y} width={w} height={h} rx={2} className={styles.inside} />
      <path d={`M${x + w} ${y}l9 4v${h - 4}l-9-4z`} />
    </g>
  );
}
