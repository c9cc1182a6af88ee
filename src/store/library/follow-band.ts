/**
 * Lays the finished seeds of the experiment that is open behind its live curves: whenever another seed is finished, the band is
 * worked out once, from what was kept. Must not draw.
 */
import { measured } from '../../train/event-line.ts';
import { RunHistory } from '../history.ts';
import { bandOf } from '../seed-band.ts';
import type { Session } from '../session.ts';
import type { Library } from './library.ts';
import { keptSettings } from './groups.ts';
import type { RunRecord } from './run-record.ts';

/** For as long as the session and the library live. */
export function followBand({ store, history }: Session, library: Library): void {
  let shown = '';
  const follow = async (): Promise<void> => {
    const { experiment } = store.getState();
    const all = experiment ? library.seedsOf(experiment.id) : [];
    const seeds = keptSettings(all);
    const leftOut = all.filter(({ stage }) => stage === 'finished').length - seeds.length;
    const wanted = seeds.length === 0 ? '' : [...seeds.map(({ id }) => id), leftOut].join(' ');
    if (wanted === shown) return;
    shown = wanted;
    const histories = await Promise.all(seeds.map((run) => historyOf(library, run)));
    if (wanted !== shown) return;
    const numbers = seeds.map(({ seed }) => seed);
    history.band = histories.length > 0 ? bandOf(numbers, histories, leftOut) : null;
  };
  // A run that was deleted meanwhile has no curves.
  const start = (): void => void follow().catch(() => {});
  library.store.subscribe((now, before) => now.runs !== before.runs && start());
  store.subscribe((now, before) => now.experiment !== before.experiment && start());
  start();
}

async function historyOf(library: Library, { id, began }: RunRecord): Promise<RunHistory> {
  const history = new RunHistory();
  for (const line of await library.storage.lines(id)) {
    const found = measured(line);
    if (found?.kind === 'update') history.addUpdate(found.update, found.metrics);
    if (found?.kind === 'warm') history.addWarm(found.update, found.metrics);
    if (found?.kind === 'evaluation' && found.split === 'val')
      history.addEvaluation(found.update, found.metrics, began.evalEpisodes);
  }
  return history;
}
