/** Where trained agents come from: runs of the library that have a checkpoint, the one that trains now included. */
import type { RunRecord } from '../library/run-record.ts';
import type { Shelf } from '../library/shelf.ts';
import { openAgent, type AgentPlayer } from './agent-player.ts';
import type { FindAgent } from './play-session.ts';

/** Runs whose agents were trained on one of these environments: by environment, newest first. */
export const runsFor = (runs: readonly RunRecord[], envs: readonly string[]): RunRecord[] =>
  envs.flatMap((env) => runs.filter((run) => run.settings.env === env && run.checkpointUpdate !== null));

/** Reads a run's newest checkpoint and makes an agent of it; the one at hand when nothing newer was kept. */
export function findAgentIn(shelf: () => Promise<Shelf>, open = openAgent): FindAgent {
  let loaded: { readonly agent: AgentPlayer; readonly run: string; readonly saved: string } | null = null;
  return async (run, have) => {
    const { library } = await shelf();
    const { saved } = library.runOf(run);
    if (loaded && loaded.agent === have && loaded.run === run && loaded.saved === saved) return loaded.agent;
    const { checkpoint } = await library.resumePoint(run);
    loaded = { agent: await open(checkpoint), run, saved };
    return loaded.agent;
  };
}
