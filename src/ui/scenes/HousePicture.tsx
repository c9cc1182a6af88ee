/** A room as a doll's house: places in rows, the agent in front of one, the task's thing and place in the accent colour. */
import type { HouseScene } from '../../envs/house/scene.ts';
import { Agent } from './Agent.tsx';
import { describeHouse } from './describe-house.ts';
import { Place } from './Place.tsx';
import { Picture } from './Picture.tsx';
import styles from './scenes.module.css';
import { useMedia } from '../use-media.ts';
import { Thing } from './Thing.tsx';

/** A lane to the left of each place is where the agent stands. */
const LANE = 16;
const CELL = { w: 104 + LANE, h: 96 };
const EDGE = 8;
/** The middle of the room, in front of everything. */
const FRONT = 36;

export function HousePicture({ scene }: { scene: HouseScene }) {
  const { places, room, agentAt, hand } = scene;
  const columns = columnsFor(places.length, useMedia('(max-width: 30rem)'));
  const rows = Math.ceil(places.length / columns);
  const width = columns * CELL.w + 2 * EDGE;
  const height = rows * CELL.h + FRONT + EDGE;
  const corner = (i: number): { x: number; y: number } => ({
    x: EDGE + (i % columns) * CELL.w + LANE,
    y: EDGE + Math.floor(i / columns) * CELL.h,
  });
  const at = places.findIndex((p) => p.name === agentAt);
  const stand = at < 0 ? { x: width / 2, y: height - 8 } : { x: corner(at).x + 1, y: corner(at).y + 81 };
  return (
    <Picture width={width} height={height} label={describeHouse(scene)}>
      <rect width={width} height={height} rx={8} className={styles.wall} data-room={room} />
      <path d={floorPath(width, height, EDGE + (rows - 1) * CELL.h + 76)} className={styles.floor} />
      {Array.from({ length: rows }, (_, row) => (
        <path
          key={row}
          d={`M${EDGE} ${EDGE + row * CELL.h + 76}H${width - EDGE}`}
          className={row === rows - 1 ? styles.floorLine : styles.rowLine}
        />
      ))}
      {places.map((place, i) => (
        <g key={place.name} transform={`translate(${corner(i).x} ${corner(i).y})`}>
          <Place place={place} />
        </g>
      ))}
      <Agent x={stand.x} y={stand.y}>
        {hand && <Thing thing={hand} x={0} y={-27} />}
      </Agent>
    </Picture>
  );
}

/** Few enough that names stay readable on a phone. */
function columnsFor(places: number, isNarrow: boolean): number {
  if (isNarrow) return places <= 4 ? 2 : 3;
  return Math.min(4, places);
}

/** Everything below the last row, with the wall's rounded corners. */
const floorPath = (width: number, height: number, top: number): string =>
  `M0 ${top}H${width}V${height - 8}a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z`;
