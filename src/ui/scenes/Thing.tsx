/** One thing, 17 units high, standing on (0, 0): tinted when the task asks for it, faint when the agent has not seen it. */
import type { SceneThing } from '../../envs/house/scene.ts';
import styles from './scenes.module.css';
import { SOME_THING, THING_PATHS } from './thing-paths.ts';

const SCALE = 0.72;

export function Thing({ thing, x, y }: { thing: SceneThing; x: number; y: number }) {
  const { name, type, clean, temperature, sliced, isLamp, lit, wanted, visible, known } = thing;
  const seen = visible ? 'now' : known ? 'before' : 'never';
  return (
    <g transform={`translate(${x} ${y})`} className={styles.thing} data-wanted={wanted} data-seen={seen}>
      <title>{name}</title>
      {isLamp && lit && <circle cx={0} cy={-10} r={13} className={styles.glow} />}
      <g transform={`translate(${-12 * SCALE} ${-23 * SCALE}) scale(${SCALE})`}>
        <path d={THING_PATHS[type] ?? SOME_THING} />
      </g>
      {sliced && <path d="M-3-15v13M3-15v13" className={styles.cut} />}
      {clean && <path d="M7-19v5M4.5-16.5h5" className={styles.sign} />}
      {temperature === 'hot' && <path d="M-3-19c-1.5-2 1.5-3 0-5M2-19c-1.5-2 1.5-3 0-5" className={styles.hot} />}
      {temperature === 'cool' && <path d="M0-25v6M-2.6-23.5l5.2 3M2.6-23.5l-5.2 3" className={styles.cool} />}
    </g>
  );
}
