/** The command line in tests: what it prints, and a run that takes a second. For tests only. */
import { afterEach, beforeEach, vi } from 'vitest';

/** Flags of `train`: a model of a few thousand weights that clones two updates long. */
export const TINY_RUN = (
  '--preset nano --env numberline --backend cpu --max-new-tokens 16 --width 16 --heads 2 --kv-heads 2 --mlp-width 32 ' +
  '--groups 2 --group-size 2 --warm-max-updates 2 --eval-episodes 8 --eval-every 1'
).split(' ');

/** What was printed since the test began. */
export class Printed {
  out = '';
  err = '';

  /** Forgets what was printed and keeps what follows from the terminal. */
  listen(): void {
    this.out = '';
    this.err = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((this.out += String(text)), true));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((this.err += String(text)), true));
  }
}

/** Listens during every test of the file; call it at the top. */
export function listening(): Printed {
  const heard = new Printed();
  beforeEach(() => heard.listen());
  afterEach(() => vi.restoreAllMocks());
  return heard;
}
