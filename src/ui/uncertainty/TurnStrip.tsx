/** Which of the recorded turns a rule would have acted in: one upright stroke each, oldest on the left, on a canvas, because
 * thousands of strokes follow a dragged threshold. The same is said in numbers beside it. */
import { useLayoutEffect, useRef } from 'react';
import { onThemeChange } from '../theme.ts';

interface Props {
  readonly name: string;
  /** 1 = it would have acted. */
  readonly marks: Uint8Array;
}

export function TurnStrip({ name, marks }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  /** Remembered, because asking for them at every frame of a drag forces style and layout. */
  const look = useRef({ width: 0, height: 0, colour: '' });
  const latest = useRef(marks);

  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const measure = (): void => {
      const { clientWidth, clientHeight } = element;
      look.current = { width: clientWidth, height: clientHeight, colour: getComputedStyle(element).color };
      draw(element, look.current, latest.current);
    };
    const sized = new ResizeObserver(measure);
    sized.observe(element);
    const stop = onThemeChange(measure);
    return () => {
      sized.disconnect();
      stop();
    };
  }, []);

  // Not an ordinary effect: it would draw a frame later than the numbers.
  useLayoutEffect(() => {
    latest.current = marks;
    if (canvas.current) draw(canvas.current, look.current, marks);
  }, [marks]);

  return (
    <div>
      <span>{name}</span>
      <canvas ref={canvas} data-row={name} />
    </div>
  );
}

function draw(
  canvas: HTMLCanvasElement,
  { width, height, colour }: { width: number; height: number; colour: string },
  marks: Uint8Array,
): void {
  const context = canvas.getContext('2d');
  if (!context || width === 0) return;
  const pixels = Math.round(width * devicePixelRatio);
  // Setting the size empties the canvas, even to what it was.
  canvas.width = pixels;
  canvas.height = Math.round(height * devicePixelRatio);
  context.fillStyle = colour;
  const step = pixels / marks.length;
  for (let i = 0; i < marks.length; i++)
    if (marks[i] === 1) context.fillRect(i * step, 0, Math.max(1, step), canvas.height);
}
