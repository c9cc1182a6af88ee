/**
 * What a command says while it works: JSON lines or sentences on stdout, a progress bar on stderr when a person watches.
 * Must not write files.
 */
import type { Metrics, TrainEvent } from '../train/events.ts';

export { jsonLine } from '../train/event-line.ts';

const percent = (share: number | undefined): string => `${(100 * (share ?? 0)).toFixed(1)} %`;
const number = (value: number | undefined, digits: number): string => (value ?? 0).toFixed(digits);

/** One line for a person; null for events that only the progress bar shows. */
export function sentenceOf(event: TrainEvent): string | null {
  switch (event.kind) {
    case 'evaluation':
      return `update ${event.update}: ${evaluationSentence(event.split, event.metrics)}`;
    case 'update': {
      const m = event.metrics;
      return [
        `update ${event.update}: success ${percent(m['episode/success_rate'])} in training`,
        `${number(m['episode/length/mean'], 1)} turns`,
        `${number(m['response_length/mean'], 1)} tokens a turn`,
        `entropy ${number(m['actor/entropy'], 3)}`,
        `KL ${number(m['actor/kl'], 3)}`,
        `${number(m['perf/seconds'], 2)} s`,
      ].join(', ');
    }
    case 'warm': {
      const success = event.metrics['warm/success_rate'];
      return success === undefined ? null : `cloning update ${event.update}: success ${percent(success)} held out`;
    }
    case 'calibration':
      return `calibrated: ε ${event.epsilon} would cut ${percent(event.epsilonRate)} of the thoughts, η ${event.eta} resample ${percent(event.etaRate)} of the turns`;
    case 'alert':
      return `ALERT ${event.sentence} ${event.next}`;
    case 'warning':
      return `warning: ${event.sentence}`;
    default:
      return null;
  }
}

export const evaluationSentence = (split: string, m: Metrics): string =>
  [
    `success ${percent(m['val/success_rate'])} held out (${split}, 95 % ${percent(m['val/success_rate/low'])} to ${percent(m['val/success_rate/high'])})`,
    `${number(m['val/length/mean'], 1)} turns`,
    `${percent(m['val/valid_action_ratio'])} valid`,
  ].join(', ');

const BAR_WIDTH = 24;

/** One line at the foot of the terminal; silent when stderr is not one. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  #shown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(label: string, done: number, total: number): void {
    if (!this.#stream.isTTY) return;
    const filled = total > 0 ? Math.round((BAR_WIDTH * done) / total) : 0;
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    const text = `${bar} ${label}${total > 0 ? ` ${done}/${total}` : ''}`;
    this.#stream.write(`\r\u001b[2K${text.slice(0, Math.max(1, this.#stream.columns - 1))}`);
    this.#shown = true;
  }

  /** Call before writing anything else to the terminal. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\u001b[2K');
    this.#shown = false;
  }
}
