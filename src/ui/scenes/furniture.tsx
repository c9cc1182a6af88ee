/**
 * Places of a house as drawings in a 104 × 78 cell that stands on y = 76: the body, where things stand on it, and for
 * places with a door the box behind it. Our own shapes; nothing here knows a state.
 */
import type { ReactNode } from 'react';

export interface Furniture {
  readonly body: ReactNode;
  /** y on which things stand, when it is not a box. */
  readonly top: number;
  /** x range for things. */
  readonly from: number;
  readonly to: number;
  /** Inside of a place with a door. */
  readonly box?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const legs = (...xs: number[]): ReactNode => xs.map((x) => <path key={x} d={`M${x} 50V76`} className="leg" />);

const box = (x: number, y: number, w: number, h: number, extra: ReactNode = null): Furniture => ({
  body: extra,
  top: y + h - 3,
  from: x + 3,
  to: x + w - 3,
  box: { x, y, w, h },
});

export const FURNITURE: Readonly<Record<string, Furniture>> = {
  counter: {
    body: <path d="M8 44h88v32H8zM4 39h96v5H4zM52 44v32M46 56v6M58 56v6" />,
    top: 39,
    from: 10,
    to: 94,
  },
  table: {
    body: (
      <>
        {legs(18, 86)}
        <path d="M8 45h88v5H8z" />
      </>
    ),
    top: 45,
    from: 12,
    to: 92,
  },
  desk: {
    body: (
      <>
        {legs(88)}
        <path d="M8 45h88v5H8zM12 50h28v26H12zM12 63h28M24 56h4M24 69h4" />
      </>
    ),
    top: 45,
    from: 12,
    to: 92,
  },
  shelf: { body: <path d="M10 46h84v4H10zM18 50v8l-5-8M86 50v8l5-8" />, top: 46, from: 12, to: 92 },
  dresser: {
    body: <path d="M12 41h80v35H12zM12 53h80M12 64h80M48 47h8M48 58.5h8M48 70h8" />,
    top: 41,
    from: 14,
    to: 90,
  },
  nightstand: { body: <path d="M24 46h56v30H24zM24 60h56M48 53h8M48 68h8" />, top: 46, from: 26, to: 78 },
  bed: {
    body: <path d="M6 34h6v42H6zM12 58h82a4 4 0 0 1 4 4v8H12zM92 70v6M14 58c0-5 3-7 8-7s8 2 8 7" />,
    top: 58,
    from: 32,
    to: 96,
  },
  sofa: {
    body: (
      <path d="M16 40h72a4 4 0 0 1 4 4v16H12V44a4 4 0 0 1 4-4zM6 52h8v20H6zM90 52h8v20h-8zM14 58h76v14H14zM52 58v14M12 72v4M92 72v4" />
    ),
    top: 58,
    from: 16,
    to: 88,
  },
  armchair: {
    body: (
      <path d="M30 36h44a4 4 0 0 1 4 4v20H26V40a4 4 0 0 1 4-4zM20 52h8v20h-8zM76 52h8v20h-8zM28 58h48v14H28zM26 72v4M78 72v4" />
    ),
    top: 58,
    from: 30,
    to: 74,
  },
  rack: { body: <path d="M14 32v44M90 32v44M14 47h76M14 62h76" />, top: 47, from: 16, to: 88 },
  stove: {
    body: <path d="M18 42h68v34H18zM24 54h56v16H24zM26 48h.1M36 48h.1M68 48h.1M78 48h.1M24 42v-3h20v3M60 42v-3h20v3" />,
    top: 39,
    from: 22,
    to: 82,
  },
  sink: {
    body: <path d="M10 46h84v6H10zM18 52h68l-5 14H23zM46 66v10M58 66v10M82 46V32c0-5-10-5-10 0v2" />,
    top: 46,
    from: 14,
    to: 70,
  },
  tub: {
    body: <path d="M4 50h96v4H4zM8 54h88c0 12-5 18-12 18H20C13 72 8 66 8 54zM20 72v4M84 72v4M92 50V36h-8" />,
    top: 50,
    from: 10,
    to: 82,
  },
  hamper: {
    body: <path d="M26 45h52l-4 31H30zM27 52h50M28 60h48M29 68h46M40 45v31M52 45v31M64 45v31" />,
    top: 45,
    from: 28,
    to: 76,
  },
  bin: { body: <path d="M32 48h40l-4 28H36zM30 45h44v3H30zM44 54l1 16M60 54l-1 16" />, top: 45, from: 32, to: 72 },
  microwave: box(
    18,
    40,
    68,
    26,
    <>
      {legs(24, 80)}
      <path d="M12 66h80v4H12z" />
    </>,
  ),
  fridge: box(24, 6, 56, 70),
  cupboard: box(14, 22, 76, 40),
  cabinet: box(14, 30, 76, 46),
  drawer: box(16, 42, 72, 34),
  wardrobe: box(18, 4, 68, 72),
  safe: box(26, 32, 52, 44),
};

/** For a place we have no drawing of. */
export const SOME_PLACE: Furniture = { body: <path d="M10 46h84v30H10z" />, top: 46, from: 12, to: 92 };
