/**
 * The house rules that a machine can check: imports run downward, nothing below the page knows the page, files stay
 * short and are named for what they hold.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const MOST_LINES = 600;
const MEDIAN_LINES = 150;

/** For each layer, the others it may import from. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  core: [],
  engine: ['core'],
  envs: ['core'],
  model: ['core', 'engine'],
  rollout: ['core', 'engine', 'model', 'envs'],
  algo: ['core', 'engine', 'model', 'envs', 'rollout'],
  train: ['core', 'engine', 'model', 'envs', 'rollout', 'algo'],
  bench: ['core', 'engine', 'model'],
  worker: ['core', 'engine', 'model', 'envs', 'rollout', 'algo', 'train', 'bench'],
  cli: ['core', 'engine', 'model', 'envs', 'rollout', 'algo', 'train'],
  store: ['core', 'engine', 'model', 'envs', 'rollout', 'algo', 'train', 'bench', 'worker'],
  ui: ['core', 'engine', 'model', 'envs', 'rollout', 'algo', 'train', 'bench', 'worker', 'store'],
};
/** Know the page; everything else runs without one. */
const PAGE_LAYERS = ['store', 'ui'];
const PAGE_PACKAGES = /^(react|react-dom|recharts|uplot|zustand|@base-ui)(\/|$)/;
const VAGUE_NAMES = new Set(['utils', 'util', 'helpers', 'helper', 'misc', 'common', 'shared', 'index']);

interface Source {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

function sourcesIn(folder: string, endings: RegExp): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path).replaceAll(sep, '/'), text: readFileSync(path, 'utf8') }));
}

/** Without comments, strings kept. A string that contains // loses its tail, which no rule here minds. */
const code = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '');

/** Every module a file names: static and dynamic imports, re-exports, and `new URL('…', import.meta.url)`. */
function importsOf(text: string): string[] {
  const forms = [
    /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s*\(?\s*['"]([^'"]+)['"]/g,
    /\bnew\s+URL\(\s*['"]([^'"]+)['"]\s*,\s*import\.meta\.url/g,
  ];
  return forms.flatMap((form) => [...code(text).matchAll(form)].map((match) => match[1]!));
}

/** The layer a path under src/ belongs to; a file directly in src/ starts the page. */
function layerOf(path: string): string {
  const parts = path.split('/');
  return parts.length === 2 ? 'ui' : parts[1]!;
}

/** What is wrong with an import of `name` in the file at `path`, or nothing. */
function faultOf(path: string, name: string): string | undefined {
  const layer = layerOf(path);
  const says = `${path} imports ${name}`;
  if (!name.startsWith('.')) {
    const forbidden = PAGE_PACKAGES.test(name) && !PAGE_LAYERS.includes(layer);
    return forbidden ? `${says}: ${layer}/ must not know the page` : undefined;
  }
  const target = relative(root, resolve(root, dirname(path), name.replace(/\?.*$/, ''))).replaceAll(sep, '/');
  if (target.startsWith('shaders/')) return layer === 'engine' ? undefined : `${says}: shaders belong to engine/`;
  if (target === 'package.json') return undefined;
  if (!target.startsWith('src/')) return `${says}, which is outside src/`;
  const other = layerOf(target);
  return other === layer || BELOW[layer]!.includes(other) ? undefined : `${says}: ${layer}/ must not know ${other}/`;
}

const sources = sourcesIn('src', /\.tsx?$/);
/** Unit tests may borrow from test/ and from anywhere. */
const shipped = sources.filter(({ path }) => !/\.test\.tsx?$/.test(path));

test('the rules catch what they are for', () => {
  const text = `
    import type { A } from '../train/a.ts'; // import x from '../ui/comment.ts'
    import {
      b,
    } from './b.ts';
    import './side.css';
    export { c } from '../c.ts';
    const d = await import('../d.ts');
    new Worker(new URL('../worker/entry.ts', import.meta.url));
    const text = 'from here';
  `;
  expect(importsOf(text).toSorted()).toEqual(
    ['../train/a.ts', './b.ts', './side.css', '../c.ts', '../d.ts', '../worker/entry.ts'].toSorted(),
  );
  expect(faultOf('src/engine/a.ts', '../model/b.ts')).toContain('must not know model/');
  expect(faultOf('src/envs/house/a.ts', '../../engine/b.ts')).toContain('must not know engine/');
  expect(faultOf('src/worker/a.ts', '../cli/b.ts')).toContain('must not know cli/');
  expect(faultOf('src/worker/a.ts', 'react-dom/client')).toContain('must not know the page');
  expect(faultOf('src/model/a.ts', '../../shaders/b.wgsl?raw')).toContain('belong to engine/');
  expect(faultOf('src/core/a.ts', '../../test/kernels/case.ts')).toContain('outside src/');
  expect(faultOf('src/core/a.ts', '../main.tsx')).toContain('must not know ui/');
  expect(faultOf('src/ui/page/a.tsx', '../../worker/b.ts')).toBeUndefined();
  expect(faultOf('src/rollout/a.ts', '../envs/b.ts')).toBeUndefined();
});

test('every folder of src/ is a layer', () => {
  const unknown = new Set(sources.map(({ path }) => layerOf(path)).filter((layer) => !(layer in BELOW)));
  expect([...unknown]).toEqual([]);
});

test('imports run downward', () => {
  const faults = shipped.flatMap(({ path, text }) => importsOf(text).map((name) => faultOf(path, name)));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

test('nothing from worker/ down touches the document or the window', () => {
  const touching = shipped
    .filter(({ path }) => !PAGE_LAYERS.includes(layerOf(path)))
    .filter(({ text }) => /(?<![.\w$])(document|window)\s*(\.|\?\.|\[)/.test(code(text)));
  expect(touching.map(({ path }) => path)).toEqual([]);
});

test('no file is longer than 600 lines, and the median is at most 150', () => {
  const files = [
    ...sources,
    ...sourcesIn('shaders', /\.wgsl$/),
    ...sourcesIn('test', /\.tsx?$/),
    ...sourcesIn('scripts', /\.mjs$/),
    ...sourcesIn('assembly', /\.ts$/),
  ].map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));
  expect(files.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
  const lengths = shipped.map(({ text }) => text.trimEnd().split('\n').length).toSorted((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(MEDIAN_LINES);
});

test('files are named for what they hold, and none only passes others on', () => {
  const vague = shipped.filter(({ path }) => VAGUE_NAMES.has(basename(path).replace(/\..*$/, '')));
  expect(vague.map(({ path }) => path)).toEqual([]);
  const barrels = shipped.filter(({ text }) => /^\s*export\s*\*\s*from/m.test(code(text)));
  expect(barrels.map(({ path }) => path)).toEqual([]);
});
