/** Where the agent hesitates: an episode turn by turn, a turn token by token, and what the thresholds make of it. */
import { useCallback, useMemo, useState } from 'react';
import type { Episode } from '../../store/state.ts';
import { Button } from '../Button.tsx';
import { PanelBoundary } from '../PanelBoundary.tsx';
import { useLab } from '../session-context.ts';
import { attemptsOfAll, nameOf, type AttemptAt } from './attempts.ts';
import { Coming } from './Coming.tsx';
import { Distributions } from './Distributions.tsx';
import { TokenLane } from './TokenLane.tsx';
import { TurnLane } from './TurnLane.tsx';
import { TurnList } from './TurnList.tsx';
import styles from './UncertaintyView.module.css';
import { useThresholds } from './use-thresholds.ts';
import { useWhatIf } from './use-what-if.ts';
import { cuttingRule, resamplingRule } from './what-if.ts';
import { WhatIfPanel } from './WhatIfPanel.tsx';

export default function UncertaintyView() {
  const latest = useLab((state) => state.episode);
  const words = useLab((state) => state.words);
  const { window, minThink, maxThink, peakGuard, thinkBudget, tdsRule, maxTries } = useLab((state) => state.draft);
  const thresholds = useThresholds();
  const { epsilon, eta } = thresholds.values;
  const cutting = useMemo(
    () => cuttingRule({ window, minThink, maxThink, peakGuard, thinkBudget }, words),
    [window, minThink, maxThink, peakGuard, thinkBudget, words],
  );
  const resampling = useMemo(() => resamplingRule({ tdsRule, maxTries, eta }), [tdsRule, maxTries, eta]);
  const judged = useWhatIf(cutting, epsilon, resampling);
  const [held, setHeld] = useState<Episode | null>(null);
  const [chosen, setChosen] = useState<AttemptAt>({ turn: 0, attempt: 0 });
  // What was held of a run goes with it.
  if (!latest && held) setHeld(null);
  const episode = latest && (held ?? latest);
  const turns = useMemo(() => (episode ? attemptsOfAll(episode.trajectory) : []), [episode]);
  const tries = turns[Math.min(chosen.turn, turns.length - 1)] ?? [];
  const attempt = tries[Math.min(chosen.attempt, tries.length - 1)];
  // All stay the same while a threshold is dragged, so that only what depends on it is drawn again.
  const { move } = thresholds;
  const hold = useCallback(() => setHeld(episode), [episode]);
  const show = useCallback(
    (at: AttemptAt) => {
      hold();
      setChosen({ turn: at.turn, attempt: at.attempt });
    },
    [hold],
  );
  const moveEpsilon = useCallback(
    (value: number) => {
      hold();
      move('epsilon', value);
    },
    [hold, move],
  );
  const moveEta = useCallback(
    (value: number) => {
      hold();
      move('eta', value);
    },
    [hold, move],
  );
  if (!episode || !attempt)
    return (
      <div className={styles.view}>
        <Coming />
        <section className={styles.panel} aria-labelledby="what-if">
          <h2 id="what-if">What if the thresholds were different?</h2>
          <WhatIfPanel thresholds={thresholds} judged={judged} />
        </section>
      </div>
    );
  const { task, success } = episode.trajectory;
  return (
    <div className={styles.view}>
      <section className={styles.panel} aria-labelledby="token-lane">
        <h2 id="token-lane">Token by token: {nameOf(attempt, tries.length)}</h2>
        <PanelBoundary name="The token lane">
          <TokenLane
            key={`${episode.trajectory.episode} ${attempt.turn} ${attempt.attempt}`}
            attempt={attempt}
            rule={cutting}
            epsilon={epsilon}
            onEpsilon={moveEpsilon}
            onTouch={hold}
          />
        </PanelBoundary>
      </section>
      <section className={styles.panel} aria-labelledby="what-if">
        <h2 id="what-if">What if the thresholds were different?</h2>
        <PanelBoundary name="The comparison">
          <WhatIfPanel thresholds={thresholds} judged={judged} />
        </PanelBoundary>
      </section>
      <section className={styles.panel} aria-labelledby="turn-lane">
        <div className={styles.head}>
          <h2 id="turn-lane">Turn by turn</h2>
          <p>
            update {episode.update} · task {task.seed} · {success ? 'solved' : 'not solved'}
          </p>
          {held && held !== latest && (
            <Button look="small" icon="play" onClick={() => setHeld(null)}>
              Show newest
            </Button>
          )}
        </div>
        <PanelBoundary name="The turn lane">
          <TurnLane turns={turns} rule={resampling} onEta={moveEta} shown={attempt} onShow={show} />
        </PanelBoundary>
      </section>
      <section className={styles.panel} aria-labelledby="turn-list">
        <h2 id="turn-list">What was done</h2>
        <PanelBoundary name="The list of turns">
          <TurnList played={episode.trajectory.turns} turns={turns} rule={resampling} shown={attempt} onShow={show} />
        </PanelBoundary>
      </section>
      {judged && (
        <section className={styles.wide} aria-labelledby="spread">
          <h2 id="spread">Over all recorded turns</h2>
          <PanelBoundary name="The distributions">
            <Distributions judged={judged} rule={resampling} />
          </PanelBoundary>
        </section>
      )}
    </div>
  );
}
