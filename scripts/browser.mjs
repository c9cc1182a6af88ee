/**
 * Finds a Chromium for the tests, or gets one: CHROME_PATH, an installed browser, Playwright's own, the one packaged on
 * npm, Playwright's download, the system's package manager. TEST_BROWSER=packaged skips the installed ones.
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, 'node_modules', '.cache', 'test-browser');

/** WEBGPU_ADAPTER=default tests the machine's own GPU instead of the software adapter that is the same everywhere. */
const flags = [
  '--enable-unsafe-webgpu',
  ...(process.env.WEBGPU_ADAPTER === 'default' ? [] : ['--use-webgpu-adapter=swiftshader']),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed() {
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'];
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const onMac = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  const onWindows = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .filter((key) => process.env[key])
    .map((key) => join(process.env[key], 'Google/Chrome/Application/chrome.exe'));
  return [...onPath, ...onMac, ...onWindows].find(runnable);
}

async function playwrights() {
  const { chromium } = await import('playwright');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** Unpacks @sparticuz/chromium (Linux x64) with the libraries and fonts it carries. */
async function packaged() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  let archives;
  try {
    archives = resolve(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../../bin');
  } catch {
    return undefined;
  }
  const executablePath = join(cache, 'chromium');
  if (!existsSync(executablePath)) {
    mkdirSync(cache, { recursive: true });
    for (const name of ['al2023', 'swiftshader', 'fonts']) {
      // To a file first: tar closes a pipe early.
      const tar = join(cache, `${name}.tar`);
      writeFileSync(tar, brotliDecompressSync(readFileSync(join(archives, `${name}.tar.br`))));
      const unpacked = spawnSync('tar', ['-x', '--no-same-owner', '-C', cache, '-f', tar], { stdio: 'inherit' });
      if (unpacked.status !== 0) throw new Error(`tar could not unpack ${name}.tar`);
      rmSync(tar);
    }
    const part = `${executablePath}.${process.pid}`;
    await pipeline(
      createReadStream(join(archives, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(part, { mode: 0o755 }),
    );
    renameSync(part, executablePath);
  }
  // The archive's own fonts.conf names folders of the cloud it was made for; without any font a text box ends the browser.
  const fonts = join(cache, 'turnlab-fonts.conf');
  const folders = [join(cache, 'fonts'), '/usr/share/fonts'].map((folder) => `<dir>${folder}</dir>`).join('');
  const index = `<cachedir>${join(cache, 'font-index')}</cachedir>`;
  writeFileSync(fonts, `<?xml version="1.0"?><fontconfig>${folders}${index}</fontconfig>`);
  const libraries = [join(cache, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { executablePath, env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fonts } };
}

const run = (command, args) =>
  spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;

export async function findBrowser() {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (!runnable(given)) throw new Error(`CHROME_PATH names no program: ${given}`);
    return { executablePath: given, from: 'CHROME_PATH' };
  }
  const found = process.env.TEST_BROWSER === 'packaged' ? undefined : (installed() ?? (await playwrights()));
  if (found) return { executablePath: found, from: 'installed' };
  const carried = await packaged();
  if (carried) return { ...carried, from: '@sparticuz/chromium' };
  if (run('npx', ['playwright', 'install', 'chromium'])) {
    const path = await playwrights();
    if (path) return { executablePath: path, from: 'playwright install' };
  }
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (
    isRoot &&
    run('apt-get', ['update']) &&
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
  ) {
    const path = installed();
    if (path) return { executablePath: path, from: 'apt-get' };
  }
  throw new Error(
    'No Chrome or Chromium found, and none could be installed. Install one, or set CHROME_PATH to its program.',
  );
}

export async function launchOptions() {
  const { executablePath, env } = await findBrowser();
  // Root cannot use Chromium's sandbox.
  return { executablePath, args: flags, chromiumSandbox: false, ...(env ? { env: { ...process.env, ...env } } : {}) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await findBrowser());
