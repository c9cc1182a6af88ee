/**
 * `npm test`: lint and types, production build, unit and browser tests, end-to-end tests. Every stage runs even when an
 * earlier one failed. The last line is `N passed, N failed`; the exit code is 1 when anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './browser.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const reports = mkdtempSync(join(tmpdir(), 'turnlab-test-'));
const vitestReport = join(reports, 'vitest.json');
const playwrightReport = join(reports, 'playwright.json');

/** Runs a program with its output passed on; resolves with its exit code. */
function run(command, args, env = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, ...env },
    });
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      if (signal === 'SIGINT') process.exit(130);
      done(code ?? 1);
    });
  });
}

/** A stage without a report counts as one test. */
const whole = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

/** Counts from a JSON report; a stage that failed without naming a test, or without a report, counts as one failure. */
function counted(code, path, read) {
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = read(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    console.error(`No test report: ${error.message}`);
    code ||= 1;
  }
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** @type {[string, () => Promise<{ passed: number, failed: number, skipped: number }>][]} */
const stages = [
  ['lint and types', async () => whole(await run('npm', ['run', '--silent', 'check']))],
  [
    'production build',
    async () => {
      // A stale page must not pass the end-to-end tests.
      rmSync(join(root, 'dist'), { recursive: true, force: true });
      return whole(await run('npm', ['run', '--silent', 'build']));
    },
  ],
  [
    'unit and browser tests',
    async () => {
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
      return counted(await run('npx', ['vitest', 'run', ...reporters]), vitestReport, (report) => ({
        passed: report.numPassedTests,
        failed: report.numFailedTests,
        skipped: report.numPendingTests + report.numTodoTests,
      }));
    },
  ],
  [
    'end-to-end tests',
    async () =>
      counted(
        await run('npx', ['playwright', 'test'], { PLAYWRIGHT_JSON: playwrightReport }),
        playwrightReport,
        (report) => ({
          passed: report.stats.expected,
          failed: report.stats.unexpected + report.stats.flaky,
          skipped: report.stats.skipped,
        }),
      ),
  ],
];

try {
  const { executablePath, from } = await findBrowser();
  console.log(`Browser for the tests: ${executablePath} (${from})`);
} catch (error) {
  console.error(`${error.message}\nThe tests that need a browser will fail.`);
}

const results = [];
for (const [name, stage] of stages) {
  console.log(`\n== ${name}`);
  results.push({ name, ...(await stage()) });
}
rmSync(reports, { recursive: true, force: true });

console.log('\n== summary');
for (const { name, passed, failed, skipped } of results)
  console.log(`${name.padEnd(24)}${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);
