/** The save menu of a study's figure: the picture is what is seen of it. */
import type { RefObject } from 'react';
import { SaveMenu } from '../charts/export/SaveMenu.tsx';
import { seenSvg } from '../charts/export/seen-svg.ts';
import { figureCsv, figureJson } from './figure-numbers.ts';
import { fileName } from './file-name.ts';
import type { Shown } from './shown.ts';

interface Props {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  /** Of the study. */
  readonly name: string;
  readonly shown: Shown;
  /** Holds the figure. */
  readonly picture: RefObject<HTMLDivElement | null>;
  readonly onClose: () => void;
}

export default function ResultSaveMenu({ anchor, name, shown, picture, onClose }: Props) {
  const { figure, axes } = shown;
  const over = axes.map(({ label }) => label).join(' × ');
  return (
    <SaveMenu
      anchor={anchor}
      title="this figure"
      name={`${fileName(name)}-${figure.id}`}
      svg={() => seenSvg(picture.current!.querySelector('figure')!, `${name}: ${figure.name} by ${over}`)}
      csv={() => figureCsv(shown)}
      json={() => figureJson(shown, name)}
      onClose={onClose}
    />
  );
}
