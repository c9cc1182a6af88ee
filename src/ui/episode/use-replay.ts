/** Films of the lab. Loading them brings the environments, so that comes lazily. */

import { useEffect, useState } from 'react';
import type { Trajectory } from '../../rollout/trajectory.ts';
import type { Demonstration, Replay } from '../../store/replay.ts';
import { worldOf } from '../../store/worlds.ts';

export function useReplay(trajectory: Trajectory | null): Replay | null {
  const [found, setFound] = useState<{ readonly of: Trajectory; readonly replay: Replay | null } | null>(null);
  useEffect(() => {
    if (!trajectory) return undefined;
    let isGone = false;
    const load = async (): Promise<void> => {
      const [{ replay }, world] = await Promise.all([import('../../store/replay.ts'), worldOf(trajectory.task.env)]);
      if (!isGone) setFound({ of: trajectory, replay: replay(world, trajectory) });
    };
    void load();
    return () => {
      isGone = true;
    };
  }, [trajectory]);
  return found && found.of === trajectory ? found.replay : null;
}

/** The expert at a task, to look at before any episode was played; the one before until it has loaded. */
export function useDemonstration(env: string, level: number, seed: number): Demonstration | null {
  const [shown, setShown] = useState<Demonstration | null>(null);
  useEffect(() => {
    let isGone = false;
    const load = async (): Promise<void> => {
      const [{ demonstration }, world] = await Promise.all([import('../../store/replay.ts'), worldOf(env)]);
      if (!isGone) setShown(demonstration(world, level, seed));
    };
    // Own data that is not here has no expert to show; the page says what is missing.
    load().catch(() => {});
    return () => {
      isGone = true;
    };
  }, [env, level, seed]);
  return shown;
}
