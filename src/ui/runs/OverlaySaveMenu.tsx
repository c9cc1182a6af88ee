/** The save menu of a chart of compared runs. */
import type { RefObject } from 'react';
import type { Progress } from '../../store/library/curves.ts';
import type { ChartSpec } from '../charts/catalogue.ts';
import { svgOf } from '../charts/export/figure-svg.ts';
import { inkIn, inksOf } from '../charts/export/ink.ts';
import { SaveMenu } from '../charts/export/SaveMenu.tsx';
import { sizeOf } from '../charts/export/size-of.ts';
import type { Strand } from './overlay.ts';
import { overlayFigure } from './overlay-figure.ts';
import { csvOf, jsonOf } from './overlay-numbers.ts';
import { colourOf } from './run-look.ts';

interface Props {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly spec: ChartSpec;
  readonly strands: readonly Strand[];
  readonly progress: Progress;
  readonly onClose: () => void;
}

export default function OverlaySaveMenu({ anchor, spec, strands, progress, onClose }: Props) {
  return (
    <SaveMenu
      anchor={anchor}
      title={`${spec.title}, compared`}
      name={`turnlab-compare-${spec.id}`}
      svg={() => {
        const chart = anchor.current!.closest('figure')!;
        return svgOf(
          overlayFigure(spec, strands, progress, {
            ...sizeOf(chart),
            paper: inksOf(chart).paper,
            inkOf: ({ experiment }) => inkIn(chart, colourOf(experiment.lead)),
          }),
        );
      }}
      csv={() => csvOf(strands, progress)}
      json={() => jsonOf(spec, strands, progress)}
      onClose={onClose}
    />
  );
}
