/** The page's icons: our own 16 × 16 strokes in the colour of the text. Always decoration; the control has the name. */

const PATHS = {
  play: 'M5 3.2v9.6l8-4.8z',
  pause: 'M5 3.5v9M11 3.5v9',
  step: 'M4 3.6v8.8l6-4.4zM12.2 3.5v9',
  reset: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.4v2.8h-2.8',
  dice: 'M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5.7 5.7h.1M10.3 5.7h.1M8 8h.1M5.7 10.3h.1M10.3 10.3h.1',
  info: 'M8 7.4v3.8M8 4.9v.1M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  help: 'M6.2 6.2A1.9 1.9 0 1 1 8 8.4v1M8 11.4v.1M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  system: 'M2.5 3.5h11v7h-11zM6 13h4M8 10.5V13',
  close: 'M4 4l8 8M12 4l-8 8',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  check: 'M3 8.4l3.2 3.2L13 4.8',
  cross: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  lock: 'M4 7.5h8v5.5H4zM5.5 7.5V5.6a2.5 2.5 0 0 1 5 0v1.9',
  warning: 'M8 2.6 14 13H2zM8 6.6v3M8 11.3v.1',
  undo: 'M3.2 6.5h6.3a3.2 3.2 0 0 1 0 6.4H6M5.8 3.6 3 6.5l2.8 2.9',
  star: 'M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4-2.9-2.8 4-.6z',
  starred: 'M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4-2.9-2.8 4-.6z',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5',
  export: 'M8 10V2.8M5 5.6l3-3 3 3M3 9.5v3.7h10V9.5',
  import: 'M8 2.5v7.2M5 6.9l3 3 3-3M3 9.5v3.7h10V9.5',
  link: 'M6.7 9.3a2.4 2.4 0 0 0 3.4 0l2.4-2.4a2.4 2.4 0 0 0-3.4-3.4L8 4.6M9.3 6.7a2.4 2.4 0 0 0-3.4 0L3.5 9.1a2.4 2.4 0 0 0 3.4 3.4L8 11.4',
  book: 'M2.5 3.5h3.6A1.9 1.9 0 0 1 8 5.4a1.9 1.9 0 0 1 1.9-1.9h3.6V12H9.7A1.7 1.7 0 0 0 8 13.6 1.7 1.7 0 0 0 6.3 12H2.5zM8 5.4v8.2',
  gauge: 'M3.4 12.5a6 6 0 1 1 9.2 0M8 9l2.8-3.4',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
} as const;

export type IconName = keyof typeof PATHS;
const FILLED: ReadonlySet<IconName> = new Set(['play', 'starred']);

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={FILLED.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'pause' ? 2.4 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
