/** The benchmark in a browser: scripts/bench.mjs opens bench.html and calls `turnlabBench`. */
import { asTurnlabError } from '../core/errors.ts';
import { browserGround } from './in-browser.ts';
import { parseOptions } from './options.ts';
import { runBenchmarks } from './run.ts';

/** Empty, or what went wrong. `print` resolves when the line has arrived; whoever called us may then close the page. */
async function turnlabBench(args: readonly string[], print: (line: string) => Promise<void>): Promise<string> {
  const printed: Promise<void>[] = [];
  try {
    const options = parseOptions(args);
    if (!options) return '';
    const ground = await browserGround(options, navigator.gpu);
    await runBenchmarks(options, ground, (line) => printed.push(print(line)));
    return '';
  } catch (thrown) {
    const { message, next } = asTurnlabError(thrown);
    return [message, next].filter(Boolean).join(' ');
  } finally {
    await Promise.all(printed);
  }
}

Object.assign(globalThis, { turnlabBench });
