/** The explanation of a quantity of exploration control: what it means and how it is computed. */
import { Explain } from '../explain/Explain.tsx';
import { QUANTITIES, type QuantityId } from './quantities.ts';

export function ExplainQuantity({ of }: { of: QuantityId }) {
  const { name, meaning, formula } = QUANTITIES[of];
  return (
    <Explain about={name}>
      <p>{meaning}</p>
      <p>
        <b>Formula:</b> {formula}
      </p>
    </Explain>
  );
}
