/** An episode played again for its pictures and sentences; null until the environments have loaded. */
import { useEffect, useState } from 'react';
import type { Trajectory } from '../../rollout/trajectory.ts';
import type { Replay } from '../../store/replay.ts';

export function useReplay(trajectory: Trajectory | null): Replay | null {
  const [found, setFound] = useState<{ readonly of: Trajectory; readonly replay: Replay | null } | null>(null);
  useEffect(() => {
    if (!trajectory) return undefined;
    let isGone = false;
    const load = async (): Promise<void> => {
      const { replay } = await import('../../store/replay.ts');
      if (!isGone) setFound({ of: trajectory, replay: replay(trajectory) });
    };
    void load();
    return () => {
      isGone = true;
    };
  }, [trajectory]);
  return found && found.of === trajectory ? found.replay : null;
}

/** A first task to look at before any episode was played. */
export function useSampleTask(env: string, level: number, seed: number): Replay | null {
  const [sample, setSample] = useState<Replay | null>(null);
  useEffect(() => {
    let isGone = false;
    const load = async (): Promise<void> => {
      const { sampleTask } = await import('../../store/replay.ts');
      if (!isGone) setSample(sampleTask(env, level, seed));
    };
    void load();
    return () => {
      isGone = true;
    };
  }, [env, level, seed]);
  return sample;
}
