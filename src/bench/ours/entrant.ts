/** Ourselves as an entrant, in either place. Each contestant has an executor of its own: nobody shares memory or pipelines. */
import type { Entrant, Place } from '../contest.ts';
import { ourDecode } from './decode.ts';
import { ourMatmul } from './matmul.ts';
import type { OpenExecutor } from './plans.ts';
import { ourPolicy } from './policy.ts';
import { ourRows } from './rows.ts';
import { ourTrain } from './train.ts';

export const ourEntrant = (place: Place, version: string, open: OpenExecutor): Entrant => ({
  name: 'turnlab',
  version,
  place,
  detail: place === 'cpu' ? '1 thread' : '',
  matmul: (task) => ourMatmul(open, task),
  rows: (task) => ourRows(open, task),
  policy: (task) => ourPolicy(open, task),
  decode: (task) => ourDecode(open, task),
  train: (task) => ourTrain(open, task),
});
