/** Which of the kept runs lends its agent, as of which update, and what a run that trains meanwhile means for it. */
import { useEffect, useId } from 'react';
import { useStore } from 'zustand';
import { specOf } from '../../envs/registry.ts';
import { runsFor } from '../../store/play/run-agents.ts';
import { Button } from '../Button.tsx';
import { percent } from '../format.ts';
import { useOpenShelf } from '../runs/use-shelf.ts';
import { useLab, useSession } from '../session-context.ts';
import styles from './Controls.module.css';
import { usePlay, useTable } from './use-table.ts';

export default function AgentChoice() {
  const session = useSession();
  const table = useTable();
  const { library, recorder } = useOpenShelf();
  const playable = usePlay((state) => state.playable);
  const chosen = usePlay((state) => state.run);
  const agent = usePlay((state) => state.agent);
  const isTraining = useLab(({ run, isStudying }) => run === 'running' || run === 'preparing' || isStudying);
  const runs = useStore(library.store, (state) => state.runs);
  const fitting = runsFor(runs, playable.trainedOn);
  const titles = playable.trainedOn.map((env) => specOf(env).title).join(' or ');
  const first = (fitting.find(({ id }) => id === recorder.openId) ?? fitting[0])?.id ?? '';
  const isThere = fitting.some(({ id }) => id === chosen);
  const player = fitting.find((run) => run.id === chosen);
  const id = useId();
  useEffect(() => {
    if (!isThere && first) table.sit('agent', first);
  }, [table, isThere, first]);

  if (fitting.length === 0)
    return (
      <p className={styles.note}>
        No run of {titles} has a checkpoint yet. Train one in the Lab: it is kept by itself, and its agent can play here
        from its first evaluation on.{' '}
        <Button look="small" onClick={() => session.showView('lab')}>
          Go to the Lab
        </Button>
      </p>
    );
  return (
    <div className={styles.agent}>
      <label htmlFor={id} className={styles.wideField}>
        Run
        <select id={id} value={isThere ? chosen : first} onChange={({ target }) => table.sit('agent', target.value)}>
          {fitting.map((run) => (
            <option key={run.id} value={run.id}>
              {run.name}: {run.settings.env === playable.spec.id ? '' : `${specOf(run.settings.env).title}, `}level{' '}
              {run.settings.level}, update {run.checkpointUpdate}
              {run.heldOut ? `, ${percent(run.heldOut.rate)} of held-out tasks solved` : ''}
              {run.id === recorder.openId ? ' (open here)' : ''}
            </option>
          ))}
        </select>
      </label>
      <p className={styles.note}>
        {agent
          ? `It plays as it was at ${agent.stage === 'warm-start' ? 'its warm start' : `update ${agent.update}`}, temperature ${agent.temperature}, with ${agent.history} past turns in view${agent.observation === 'picture' ? '; it sees the world as a picture, not in words' : ''}${agent.actionList ? '' : '; it is not told which actions are possible'}.`
          : 'It is loaded with its first turn.'}
        {isTraining &&
          ' Training goes on meanwhile. The agent that plays is a copy of its last checkpoint, looked up anew with each episode; the two share the processor, so training is slower while it thinks, and comes to the same result.'}
        {player &&
          player.settings.env !== playable.spec.id &&
          ' It was not trained on this data: words that it does not know reach it byte by byte.'}
      </p>
    </div>
  );
}
