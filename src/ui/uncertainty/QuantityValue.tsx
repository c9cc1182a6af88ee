/** A quantity's symbol, its present value, and its formula at a press. */
import { Explain } from '../explain/Explain.tsx';
import { QUANTITIES, type QuantityId } from './quantities.ts';
import styles from './lanes.module.css';

interface Props {
  readonly of: QuantityId;
  readonly value: string;
}

export function QuantityValue({ of, value }: Props) {
  const { symbol, name, meaning, formula } = QUANTITIES[of];
  return (
    <div className={styles.quantity}>
      <dt>{symbol}</dt>
      <dd>
        <span>{value}</span>
        <Explain about={name}>
          <p>{meaning}</p>
          <p>
            <b>Formula:</b> {formula}
          </p>
        </Explain>
      </dd>
    </div>
  );
}
