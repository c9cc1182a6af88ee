/** How an agent sees what is on the table: as the one that plays does, else as the Lab's settings would have it. */
import { useMemo } from 'react';
import type { Sight } from '../../store/play/played-episode.ts';
import { useLab } from '../session-context.ts';
import { usePlay } from './use-table.ts';

export function useSight(): Sight {
  const agent = usePlay((state) => state.agent);
  const hasPictures = usePlay((state) => state.playable.spec.pictures ?? false);
  const drafted = useLab((state) => state.draft.history);
  const isListed = useLab((state) => state.draft.actionList);
  const isDrafted = useLab((state) => state.draft.observation === 'picture');
  const history = agent?.history ?? drafted;
  const observation = agent?.observation ?? (hasPictures && isDrafted ? 'picture' : 'text');
  const actionList = agent?.actionList ?? isListed;
  return useMemo(() => ({ history, observation, actionList }), [history, observation, actionList]);
}
