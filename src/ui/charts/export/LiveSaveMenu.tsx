/** The save menu of a live chart. */
import type { RefObject } from 'react';
import { useSession } from '../../session-context.ts';
import type { ChartSpec } from '../catalogue.ts';
import { csv, json, numbersOf } from '../csv.ts';
import { svgOf } from './figure-svg.ts';
import { inksOf } from './ink.ts';
import { liveFigure } from './live-figure.ts';
import { SaveMenu } from './SaveMenu.tsx';
import { sizeOf } from './size-of.ts';

interface Props {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly spec: ChartSpec;
  readonly onClose: () => void;
}

export default function LiveSaveMenu({ anchor, spec, onClose }: Props) {
  const { history, state } = useSession();
  return (
    <SaveMenu
      anchor={anchor}
      title={spec.title}
      name={`turnlab-${spec.id}`}
      svg={() => {
        const chart = anchor.current!.closest('figure')!;
        const { paper, live } = inksOf(chart);
        const isLarge = chart.dataset['large'] === 'true';
        const look = { ...sizeOf(chart), isLarge, paper, inks: live };
        return svgOf(liveFigure(spec, history, state.opened ?? state.draft, look));
      }}
      csv={() => csv(numbersOf(spec, history))}
      json={() => json(spec, numbersOf(spec, history))}
      onClose={onClose}
    />
  );
}
