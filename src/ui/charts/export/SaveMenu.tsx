/** What a chart can be saved as, beside the button that asked. Made when a line is chosen, from what the chart shows then. */
import type { RefObject } from 'react';
import { AnchoredPopover } from '../../AnchoredPopover.tsx';
import { Button } from '../../Button.tsx';
import { Problem } from '../../Problem.tsx';
import { download } from '../../runs/download.ts';
import { useTask } from '../../runs/use-task.ts';
import { pngOf } from './picture.ts';
import styles from './SaveMenu.module.css';

interface Props {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly title: string;
  /** Of the files, without an ending. */
  readonly name: string;
  /** The drawing as an SVG file. */
  readonly svg: () => string;
  readonly csv: () => string;
  readonly json: () => string;
  readonly onClose: () => void;
}

const encoded = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export function SaveMenu({ anchor, title, name, svg, csv, json, onClose }: Props) {
  const { problem, run: attempt } = useTask();
  const save = (ending: string, type: string, make: () => Promise<Uint8Array<ArrayBuffer>>): void =>
    attempt(async () => {
      download(await make(), `${name}.${ending}`, type);
      onClose();
    });
  const formats = [
    ['PNG', 'picture, twice the size on screen', () => save('png', 'image/png', () => pngOf(svg()))],
    ['SVG', 'drawing, sharp at any size', () => save('svg', 'image/svg+xml', async () => encoded(svg()))],
    ['CSV', 'numbers, for a spreadsheet', () => save('csv', 'text/csv', async () => encoded(csv()))],
    ['JSON', 'numbers, for a program', () => save('json', 'application/json', async () => encoded(json()))],
  ] as const;
  return (
    <AnchoredPopover anchor={anchor} title={`Save ${title}`} className={styles.popup} onClose={onClose}>
      <ul className={styles.list}>
        {formats.map(([format, meaning, start]) => (
          <li key={format}>
            <Button look="bare" className={styles.format} onClick={start}>
              <b>{format}</b> {meaning}
            </Button>
          </li>
        ))}
      </ul>
      <Problem text={problem} />
    </AnchoredPopover>
  );
}
