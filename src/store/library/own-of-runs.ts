/** Keeps own data that runs of the library were trained on at hand, so that they can be gone on with, varied and played. */
import { ownKindOf } from '../../core/environments.ts';
import { ownOf } from '../own-at-hand.ts';
import type { Library } from './library.ts';

/** From now on, for runs that are there and for those that come. Resolves once that of the first is at hand. */
export async function followOwn(library: Library): Promise<void> {
  const tried = new Set<string>();
  const look = async (): Promise<void> => {
    for (const { id, began, checkpointUpdate } of library.runs) {
      const { env } = began;
      if (checkpointUpdate === null || !ownKindOf(env) || ownOf(env) || tried.has(id)) continue;
      tried.add(id);
      await bring(library, id);
    }
  };
  library.store.subscribe(() => void look());
  await look();
}

async function bring({ storage }: Library, id: string): Promise<void> {
  try {
    const checkpoint = await storage.checkpoint(id);
    const { readOwnOfRun } = await import('../play/own-data.ts');
    if (checkpoint) readOwnOfRun(checkpoint);
  } catch {
    // A damaged checkpoint says so when its run is opened.
  }
}
