/** A quantity's symbol, its present value, and its formula at a press. */
import { ExplainQuantity } from './ExplainQuantity.tsx';
import { QUANTITIES, type QuantityId } from './quantities.ts';
import styles from './lanes.module.css';

interface Props {
  readonly of: QuantityId;
  readonly value: string;
}

export function QuantityValue({ of, value }: Props) {
  return (
    <div className={styles.quantity}>
      <dt>{QUANTITIES[of].symbol}</dt>
      <dd>
        <span>{value}</span>
        <ExplainQuantity of={of} />
      </dd>
    </div>
  );
}
