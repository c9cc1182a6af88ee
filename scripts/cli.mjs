/**
 * Runs the command line (src/cli/main.ts) on Node 20, which cannot read TypeScript: bundles it once per state of the
 * sources and imports the bundle. Silent on stdout; several processes may start at once.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, 'node_modules', '.cache', 'turnlab');
const DAY = 86_400_000;

/** Whatever can change the bundle: the sources, what builds them, and this script. */
function sourceFiles() {
  const files = ['package-lock.json', join('scripts', 'cli.mjs')];
  for (const folder of ['src', 'shaders'])
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && !entry.name.includes('.test.')) files.push(join(entry.parentPath, entry.name));
  return files.map((file) => resolve(root, file)).toSorted();
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of sourceFiles()) {
    const bytes = readFileSync(file);
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The bundle as one text. Packages are bundled too, except `webgpu`, which is native and optional, and onnxruntime, which
 * looks for its WebAssembly beside itself. */
async function bundle() {
  const { build } = await import('vite');
  const { output } = await build({
    root,
    configFile: false,
    // The build's log would go to stdout, which belongs to the command; a failure is thrown.
    logLevel: 'silent',
    publicDir: false,
    ssr: { noExternal: true, external: ['webgpu', 'onnxruntime-web'] },
    build: {
      ssr: 'src/cli/main.ts',
      write: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', codeSplitting: false } },
    },
  });
  const extra = output.filter((part) => part.type !== 'chunk' || !part.isEntry).map((part) => part.fileName);
  if (extra.length > 0)
    throw new Error(`the command line must bundle into one file, but also made ${extra.join(', ')}`);
  return output[0].code;
}

function removeOldBundles() {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    // A day, so that no process that found its bundle a moment ago loses it.
    if (statSync(path, { throwIfNoEntry: false })?.mtimeMs < Date.now() - DAY) rmSync(path, { force: true });
  }
}

async function bundled() {
  const path = join(cache, `cli-${hashOfSources()}.mjs`);
  if (!existsSync(path)) {
    const code = await bundle();
    mkdirSync(cache, { recursive: true });
    // Written beside and renamed: another process sees the whole file or none.
    const part = `${path}.${process.pid}`;
    writeFileSync(part, code);
    renameSync(part, path);
    removeOldBundles();
  }
  return path;
}

process.stdout.on('error', (error) => {
  // The reader has left, as `| head` does.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const { main } = await import(pathToFileURL(await bundled()).href);
const code = await main(process.argv.slice(2));
// Dawn's threads would keep Node alive, and exit() does not wait for output.
await new Promise((done) => process.stdout.write('', done));
process.exit(code);
