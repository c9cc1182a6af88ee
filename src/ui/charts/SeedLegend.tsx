/** Tells the seed that trains from those that are finished; there only once one is. Its words arrive then. */
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useSession } from '../session-context.ts';
import type { ChartSpec } from './catalogue.ts';

const SeedLegendLine = lazy(() => import('./SeedLegendLine.tsx'));

interface Props {
  /** The chart that it stands in; left out for those of a grid. */
  readonly spec?: ChartSpec;
  /** Else it is a sentence for assistive technology. */
  readonly isSeen: boolean;
}

export function SeedLegend(props: Props) {
  const { history } = useSession();
  const band = useSyncExternalStore(
    (listener) => history.subscribe(listener),
    () => history.band,
  );
  return (
    band && (
      <Suspense>
        <SeedLegendLine {...props} band={band} />
      </Suspense>
    )
  );
}
