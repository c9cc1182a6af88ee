/** The built page on a plain file host, in a folder of its own and without special headers, as on GitHub Pages. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const dist = resolve(import.meta.dirname, '../../dist');
const FOLDER = '/some/folder/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

let server: Server;
/** Paths that were asked for and are not there. */
let missing: string[];

test.beforeEach(async () => {
  missing = [];
  server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://host').pathname;
    const file = path === FOLDER ? 'index.html' : decodeURIComponent(path.slice(FOLDER.length));
    const found = join(dist, file);
    if (!path.startsWith(FOLDER) || !existsSync(found) || !statSync(found).isFile()) {
      missing.push(path);
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream' });
    response.end(readFileSync(found));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
});

test.afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => {
    server.close(done);
  });
});

test('loads from a folder, asks for nothing that is not there, and talks to no one else', async ({ page, context }) => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const elsewhere: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (/^(https?|wss?):/.test(url) && !url.startsWith(origin + FOLDER)) elsewhere.push(url);
  });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(origin + FOLDER, { waitUntil: 'networkidle' });
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(errors).toEqual([]);
  expect(missing).toEqual([]);
  expect(elsewhere).toEqual([]);
});

test('no file refers to the root of the host or loads from another one', () => {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
  const bad: string[] = [];
  for (const file of files.filter((name) => /\.(html|css)$/.test(name))) {
    const text = readFileSync(join(dist, file), 'utf8');
    const loaded = file.endsWith('.css')
      ? text.matchAll(/url\(\s*['"]?([^'")]+)/g)
      : text.matchAll(/<(?:script|link|img|source|iframe)\b[^>]*?\b(?:src|href)="([^"]*)"/g);
    // A path from the host's root, or a scheme that is not data:.
    for (const [, target] of loaded)
      if (/^(\/|(?!data:)[a-z][a-z+.-]*:)/i.test(target!)) bad.push(`${file}: ${target}`);
  }
  expect(files).toContain('index.html');
  expect(bad).toEqual([]);
});
