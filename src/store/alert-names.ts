/** Short names of what a run can suffer from. Apart from train/alerts.ts, whose rules the page does not need. */
import type { AlertCause } from '../train/alerts.ts';

/** For a mark on a chart. */
export const ALERT_NAMES: Readonly<Record<AlertCause, string>> = {
  entropy: 'entropy collapsed',
  kl: 'KL blew up',
  collapse: 'success collapsed',
  'equal-groups': 'nothing to learn from',
  'not-finite': 'steps skipped',
};
