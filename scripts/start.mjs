/** `npm start`: serves the built page on this computer, building it first when it is missing or older than its sources. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = ['src', 'shaders', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

/** Newest change of a file, or of anything in a folder, in milliseconds; 0 when there is none. */
function changed(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))));
}

const newest = Math.max(...SOURCES.map((name) => changed(join(root, name))));
if (changed(join(root, 'dist', 'index.html')) < newest) {
  console.log('Building the page…');
  await build({ root, logLevel: 'warn' });
}

const server = await preview({ root, logLevel: 'warn', preview: { host: 'localhost', port: 5173, strictPort: false } });
console.log(`turnlab is at ${server.resolvedUrls.local[0]} (Ctrl-C ends it)`);
