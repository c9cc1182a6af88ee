/** The episode under way, token by token, moving while training runs. Turns never pass through React here. */
import { useEffect, useRef, useState } from 'react';
import type { ThinkingRule } from '../../engine/kernels/intervention.ts';
import { forgetFrame, onNextFrame } from '../charts/frame.ts';
import { Explain } from '../explain/Explain.tsx';
import { useSession } from '../session-context.ts';
import panels from '../panels.module.css';
import { onThemeChange } from '../theme.ts';
import { LiveStripPlot, STRIP_HEIGHT } from './live-strip.ts';
import styles from './LiveStrip.module.css';
import { QUANTITIES } from './quantities.ts';

interface Props {
  readonly rule: ThinkingRule;
  readonly epsilon: number;
}

const EXPLAINED = ['M', 'windowMean', 'epsilon', 'minThink', 'peak'] as const;

export function LiveStrip({ rule, epsilon }: Props) {
  const session = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const where = useRef<HTMLParagraphElement>(null);
  const rules = useRef({ rule, epsilon });
  const redraw = useRef<() => void>(undefined);
  const [hasTurns, setHasTurns] = useState(session.live.trajectory !== null);

  useEffect(() => {
    rules.current = { rule, epsilon };
    redraw.current?.();
  }, [rule, epsilon]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const { live, store } = session;
    const plot = new LiveStripPlot(element);
    let newest = live.trajectory;
    const draw = (): void => {
      const { update, trajectory } = live;
      plot.draw(rules.current.epsilon);
      if (where.current)
        where.current.textContent = trajectory
          ? `update ${update} · task ${trajectory.task.seed} · turn ${trajectory.turns.length}`
          : '';
    };
    const ask = (): void => onNextFrame(draw);
    const take = (): void => {
      const { trajectory } = live;
      setHasTurns(trajectory !== null);
      if (!trajectory) plot.clear();
      else if (trajectory !== newest)
        plot.push(
          trajectory.turns.at(-1)!.response,
          trajectory.turns.length - 1,
          store.getState().words,
          rules.current.rule,
        );
      newest = trajectory;
      ask();
    };
    newest?.turns.forEach(({ response }, turn) =>
      plot.push(response, turn, store.getState().words, rules.current.rule),
    );
    redraw.current = ask;
    const sized = new ResizeObserver(ask);
    sized.observe(element);
    const stops = [
      live.subscribe(take),
      onThemeChange(() => {
        plot.recolour();
        ask();
      }),
    ];
    ask();
    return () => {
      for (const stop of stops) stop();
      sized.disconnect();
      forgetFrame(draw);
      redraw.current = undefined;
    };
  }, [session]);

  return (
    <section className={`${panels.panel} ${panels.tight} ${styles.strip}`} aria-labelledby="live" hidden={!hasTurns}>
      <div className={styles.head}>
        <h2 id="live">As it is played</h2>
        <Explain about="the moving lane">
          <p>
            One episode of the update that is being collected, each of its turns as soon as the device has generated it:
            above the uncertainty M, below the window mean of Δ with ε across it, then the words; actions are shaded.
            Pause training to stop it and to walk through it token by token.
          </p>
          {EXPLAINED.map((of) => (
            <p key={of}>
              <b>{QUANTITIES[of].symbol}:</b> {QUANTITIES[of].formula}
            </p>
          ))}
        </Explain>
        <p ref={where} className={styles.where} />
      </div>
      <canvas ref={canvas} className={styles.canvas} style={{ height: STRIP_HEIGHT }} aria-hidden="true" />
      <p className="visually-hidden">
        A moving drawing of the tokens that are being written. Pause training to read them in the token lane below.
      </p>
    </section>
  );
}
