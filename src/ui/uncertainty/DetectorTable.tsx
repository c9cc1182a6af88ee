/** How well a rule finds what it is meant to find, a row for each kind of find. */
import { fixed, percent } from '../format.ts';

export interface Detection {
  /** "repeats the last action": goes on from the heading of the first column. */
  readonly name: string;
  readonly share: number;
  readonly area: number;
  readonly precision: number;
  readonly recall: number;
}

/** `of`: what is judged, "the turn …". */
export function DetectorTable({ of, rows }: { of: string; rows: readonly Detection[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col">share</th>
          <th scope="col">AUC</th>
          <th scope="col">precision</th>
          <th scope="col">recall</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, share, area, precision, recall }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{percent(share)}</td>
            <td>{fixed(area, 2)}</td>
            <td>{percent(precision)}</td>
            <td>{percent(recall)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
