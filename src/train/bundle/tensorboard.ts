/**
 * A run's numbers as a TensorBoard event file: one event a measurement, its metrics as scalars by name. Field numbers from
 * TensorBoard's event.proto and summary.proto. Same run, same bytes. Must not know where the file goes.
 */
import { TurnlabError } from '../../core/errors.ts';
import {
  doubleField,
  floatField,
  joinBytes,
  messageField,
  textField,
  wholeField,
  type Bytes,
} from '../../core/protobuf.ts';
import { measurements, type Measurement } from './metrics-table.ts';
import { tfrecord } from './tfrecord.ts';

export interface EventFile {
  /** TensorBoard takes files with "tfevents" in their name, and names the run after their folder. */
  readonly name: string;
  readonly bytes: Bytes;
}

/** What every event file begins with. */
const FILE_VERSION = 'brain.Event:2';

/**
 * `created` and `lines` as of measurements(). Scalars are 32-bit floats, as TensorBoard has them. Throws TurnlabError
 * `bad-argument` when nothing was measured yet.
 */
export function eventFile(created: string, lines: readonly string[]): EventFile {
  const began = Date.parse(created) / 1000;
  const header = joinBytes([doubleField(1, began), textField(3, FILE_VERSION)]);
  const events = measurements(created, lines).map(event);
  if (events.length === 0) throw new TurnlabError('bad-argument', 'This run has no numbers yet.', 'Train it first.');
  return {
    name: `events.out.tfevents.${Math.floor(began)}.turnlab`,
    bytes: joinBytes([header, ...events].map(tfrecord)),
  };
}

function event({ time, step, metrics }: Measurement): Bytes {
  const values = Object.entries(metrics).map(([name, value]) =>
    messageField(1, textField(1, name), floatField(2, value)),
  );
  return joinBytes([doubleField(1, time), wholeField(2, step), messageField(5, ...values)]);
}
