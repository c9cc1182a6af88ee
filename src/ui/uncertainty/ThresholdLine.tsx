/** A threshold as a line across a drawing in powers of ten, moved by mouse, touch or arrow keys. */
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { flushSync } from 'react-dom';
import type { NumberSetting } from '../../core/settings.ts';
import { short } from '../format.ts';
import { fromPosition, rangeOf, toPosition } from '../settings/slider-scale.ts';
import styles from './lanes.module.css';
import { logShare, shareAt, topOf } from './plot-scale.ts';

interface Props {
  readonly symbol: string;
  readonly setting: NumberSetting;
  readonly value: number;
  readonly onMove: (value: number) => void;
}

/** Positions of the slider's scale that a key moves by. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowUp: 5,
  ArrowRight: 5,
  ArrowDown: -5,
  ArrowLeft: -5,
  PageUp: 50,
  PageDown: -50,
  Home: -Infinity,
  End: Infinity,
};

export function ThresholdLine({ symbol, setting, value, onMove }: Props) {
  const line = useRef<HTMLDivElement>(null);
  const frame = useRef(0);
  const { min, max } = rangeOf(setting);
  const moveTo = (position: number): void => onMove(fromPosition(setting, Math.min(max, Math.max(min, position))));

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    moveTo(toPosition(setting, value) + by);
  };
  const onPointerDown = (event: PointerEvent): void => {
    line.current?.focus({ preventScroll: true });
    line.current?.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (!line.current?.hasPointerCapture(event.pointerId)) return;
    const { clientY } = event;
    // The newest place once a frame, drawn in that same frame: left to itself React would draw it in the next one.
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const area = line.current?.parentElement?.getBoundingClientRect();
      if (area) flushSync(() => moveTo(min + (max - min) * shareAt((clientY - area.top) / area.height)));
    });
  };
  return (
    <div
      ref={line}
      className={styles.threshold}
      style={{ top: topOf(logShare(setting, value)) }}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input covers its whole track, and the words under it
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={setting.label}
      aria-valuemin={setting.min}
      aria-valuemax={setting.max}
      aria-valuenow={value}
      aria-valuetext={`${symbol} = ${short(value)}`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
    >
      <span className={styles.thresholdTag} aria-hidden="true">
        {symbol} {short(value)}
      </span>
    </div>
  );
}
