/** Where the agent hesitates: an episode turn by turn, a turn token by token, and what the thresholds make of it. */
import { useCallback, useMemo } from 'react';
import { Button } from '../Button.tsx';
import { PanelBoundary } from '../PanelBoundary.tsx';
import panels from '../panels.module.css';
import { useLab } from '../session-context.ts';
import { nameOf } from './attempts.ts';
import { CalibratePanel } from './CalibratePanel.tsx';
import { Coming } from './Coming.tsx';
import { Distributions } from './Distributions.tsx';
import { LiveStrip } from './LiveStrip.tsx';
import { TokenLane } from './TokenLane.tsx';
import { TurnLane } from './TurnLane.tsx';
import { TurnList } from './TurnList.tsx';
import styles from './UncertaintyView.module.css';
import { useShown } from './use-shown.ts';
import { useThresholds } from './use-thresholds.ts';
import { useWatching } from './use-watching.ts';
import { useWhatIf } from './use-what-if.ts';
import { WalkBar } from './WalkBar.tsx';
import { cuttingRule, resamplingRule } from './what-if.ts';
import { WhatIfPanel } from './WhatIfPanel.tsx';

const VIEW = `${panels.view} ${styles.view}`;
const PANEL = `${panels.panel} ${panels.tight} ${styles.panel}`;
const WIDE = `${PANEL} ${styles.wide}`;

export default function UncertaintyView() {
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
  const shown = useShown();
  const { episode, turns, tries, attempt, hold } = shown;
  useWatching();
  // All stay the same while a threshold is dragged, so that only what depends on it is drawn again.
  const { move } = thresholds;
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
  const live = <LiveStrip rule={cutting} epsilon={epsilon} />;
  const whatIf = (
    <section className={PANEL} aria-labelledby="what-if">
      <h2 id="what-if">What if the thresholds were different?</h2>
      <PanelBoundary name="The comparison">
        <WhatIfPanel thresholds={thresholds} judged={judged} />
      </PanelBoundary>
    </section>
  );
  const calibration = (
    <section className={WIDE} aria-labelledby="calibrate">
      <h2 id="calibrate" tabIndex={-1}>
        Calibrate ε and η
      </h2>
      <PanelBoundary name="The calibration">
        <CalibratePanel />
      </PanelBoundary>
    </section>
  );
  if (!episode || !attempt)
    return (
      <div className={VIEW}>
        {live}
        <Coming />
        {whatIf}
        {calibration}
      </div>
    );
  const { task, success } = episode.trajectory;
  return (
    <div className={VIEW}>
      {live}
      <section className={PANEL} aria-labelledby="token-lane">
        <h2 id="token-lane">Token by token: {nameOf(attempt, tries.length)}</h2>
        <WalkBar {...shown} tokens={attempt.response.ids.length} />
        <PanelBoundary name="The token lane">
          <TokenLane
            key={`${episode.trajectory.episode} ${attempt.turn} ${attempt.attempt}`}
            attempt={attempt}
            revealed={shown.revealed}
            rule={cutting}
            epsilon={epsilon}
            onEpsilon={moveEpsilon}
            onTouch={hold}
          />
        </PanelBoundary>
      </section>
      {whatIf}
      <section className={PANEL} aria-labelledby="turn-lane">
        <div className={panels.head}>
          <h2 id="turn-lane">Turn by turn</h2>
          <p className={panels.state}>
            update {episode.update} · task {task.seed} ·{' '}
            {shown.isUnderWay ? 'still being played' : success ? 'solved' : 'not solved'}
          </p>
          {shown.release && (
            <Button look="small" icon="play" onClick={shown.release}>
              Show newest
            </Button>
          )}
        </div>
        <PanelBoundary name="The turn lane">
          <TurnLane turns={turns} rule={resampling} onEta={moveEta} shown={attempt} onShow={shown.show} />
        </PanelBoundary>
      </section>
      <section className={PANEL} aria-labelledby="turn-list">
        <h2 id="turn-list">What was done</h2>
        <PanelBoundary name="The list of turns">
          <TurnList
            played={episode.trajectory.turns}
            turns={turns}
            rule={resampling}
            shown={attempt}
            onShow={shown.show}
          />
        </PanelBoundary>
      </section>
      {calibration}
      {judged && (
        <section className={WIDE} aria-labelledby="spread">
          <h2 id="spread">Over all recorded turns</h2>
          <PanelBoundary name="The distributions">
            <Distributions judged={judged} rule={resampling} />
          </PanelBoundary>
        </section>
      )}
    </div>
  );
}
