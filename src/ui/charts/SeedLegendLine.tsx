/** What the two kinds of lines are, with a piece of each. */
import { useSession, useLab } from '../session-context.ts';
import type { SeedBand } from '../../store/seed-band.ts';
import type { ChartSpec } from './catalogue.ts';
import styles from './SeedLegend.module.css';
import { bandName, seedsText, seedsValue } from './seed-words.ts';
import { SEEDS_DASH } from './thin-band.ts';

interface Props {
  readonly band: SeedBand;
  /** The chart whose newest mean is told as well. */
  readonly spec?: ChartSpec;
  readonly isSeen: boolean;
}

export default function SeedLegendLine({ band, spec, isSeen }: Props) {
  const { history } = useSession();
  const seed = useLab(({ opened }) => opened?.seed);
  const isMoving = useLab(({ run }) => run !== 'finished');
  if (!isSeen) return spec && <p className="visually-hidden">{seedsText(spec, history)}</p>;
  return (
    <p className={styles.legend}>
      <span>
        <Line colour="var(--series-1)" dash={[]} /> seed {seed}
        {isMoving && ', training'}
      </span>
      <span>
        <Line colour="var(--series-3)" dash={SEEDS_DASH} /> {bandName(band)}
        {spec && (
          <>
            : <b>{seedsValue(spec, history)}</b>
          </>
        )}
        {!spec && band.seeds.length > 1 && ', band from the lowest to the highest'}
      </span>
      {band.leftOut > 0 && <span>{band.leftOut} left out: changed while training</span>}
    </p>
  );
}

function Line({ colour, dash }: { colour: string; dash: readonly number[] }) {
  return (
    <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true" focusable="false">
      <line x1="1" y1="5" x2="25" y2="5" stroke={colour} strokeWidth="2.5" strokeDasharray={dash.join(' ')} />
    </svg>
  );
}
