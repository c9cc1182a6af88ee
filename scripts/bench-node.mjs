/**
 * `npm run bench:node`: bundles src/bench/node.ts for Node 20, which cannot read TypeScript, and runs it. Peers stay
 * outside the bundle, as their users load them.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
// Beside node_modules' packages, so that Node finds the peers from there.
const cache = join(root, 'node_modules', '.cache', 'turnlab');

const { output } = await build({
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: 'src/bench/node.ts',
    write: false,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { format: 'es', codeSplitting: false } },
  },
});
mkdirSync(cache, { recursive: true });
const file = join(cache, `bench-${process.pid}.mjs`);
writeFileSync(file, output[0].code);
const { main } = await import(pathToFileURL(file).href);
rmSync(file);
const code = await main(process.argv.slice(2));
// Dawn's threads would keep Node alive, and exit() does not wait for output.
await new Promise((done) => process.stdout.write('', done));
process.exit(code);
