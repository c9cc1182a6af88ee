/** A room, or two above each other, as a doll's house: places in rows, the agent in front of one, the task's thing and place in the accent colour. */
import type { HouseScene, ScenePlace } from '../../envs/house/scene.ts';
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
/** Between two rooms. */
const GAP = 8;

interface Room {
  readonly name: HouseScene['room'];
  readonly places: readonly ScenePlace[];
  readonly top: number;
  readonly height: number;
}

export function HousePicture({ scene }: { scene: HouseScene }) {
  const { places, room, agentAt, hand } = scene;
  const columns = columnsFor(places.length, useMedia('(max-width: 30rem)'));
  const rooms = roomsOf(scene, columns);
  const width = columns * CELL.w + 2 * EDGE;
  const height = rooms.at(-1)!.top + rooms.at(-1)!.height;
  const corner = (top: number, i: number): { x: number; y: number } => ({
    x: EDGE + (i % columns) * CELL.w + LANE,
    y: top + EDGE + Math.floor(i / columns) * CELL.h,
  });
  const here = rooms.find((r) => r.name === room)!;
  const at = here.places.findIndex((p) => p.name === agentAt);
  const spot = corner(here.top, at);
  const stand = at < 0 ? { x: width / 2, y: here.top + here.height - 8 } : { x: spot.x + 1, y: spot.y + 81 };
  return (
    <Picture width={width} height={height} label={describeHouse(scene)} tall={places.length > 12}>
      {rooms.map((one) => (
        <g key={one.name}>
          <Walls room={one} width={width} rows={Math.ceil(one.places.length / columns)} />
          {one.places.map((place, i) => (
            <g key={place.name} transform={`translate(${corner(one.top, i).x} ${corner(one.top, i).y})`}>
              <Place place={place} />
            </g>
          ))}
          {rooms.length > 1 && (
            <text x={width - EDGE - 2} y={one.top + one.height - 8} className={styles.roomName}>
              {one.name}
            </text>
          )}
        </g>
      ))}
      <Agent x={stand.x} y={stand.y}>
        {hand && <Thing thing={hand} x={0} y={-27} />}
      </Agent>
    </Picture>
  );
}

function Walls({ room: { name, top, height }, width, rows }: { room: Room; width: number; rows: number }) {
  return (
    <g transform={`translate(0 ${top})`}>
      <rect width={width} height={height} rx={8} className={styles.wall} data-room={name} />
      <path d={floorPath(width, height, EDGE + (rows - 1) * CELL.h + 76)} className={styles.floor} />
      {Array.from({ length: rows }, (_, row) => (
        <path
          key={row}
          d={`M${EDGE} ${EDGE + row * CELL.h + 76}H${width - EDGE}`}
          className={row === rows - 1 ? styles.floorLine : styles.rowLine}
        />
      ))}
    </g>
  );
}

/** One below the other, in the order in which their places are listed. */
function roomsOf({ places, room }: HouseScene, columns: number): Room[] {
  const names = [...new Set(places.map((p) => p.room ?? room))];
  let top = 0;
  return names.map((name) => {
    const own = places.filter((p) => (p.room ?? room) === name);
    const height = Math.ceil(own.length / columns) * CELL.h + FRONT + EDGE;
    const placed = { name, places: own, top, height };
    top += height + GAP;
    return placed;
  });
}

/** Few enough that names stay readable on a phone. */
function columnsFor(places: number, isNarrow: boolean): number {
  if (isNarrow) return places <= 4 ? 2 : 3;
  return places <= 12 ? Math.min(4, places) : 5;
}

/** Everything below the last row, with the wall's rounded corners. */
const floorPath = (width: number, height: number, top: number): string =>
  `M0 ${top}H${width}V${height - 8}a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z`;
