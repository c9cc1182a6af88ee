/** Pictures as observations: what the spec promises is drawn, and a picture says what the text says. */
import { expect, test } from 'vitest';
import { MOST_PATCHES, PATCH_SIDE, type Picture } from '../../src/core/picture.ts';
import { Rng } from '../../src/core/rng.ts';
import type { Env } from '../../src/envs/env.ts';
import { GLYPHS } from '../../src/envs/glyphs.ts';
import { ENV_IDS, makeEnv, specOf } from '../../src/envs/registry.ts';
import { pictureKey } from '../../src/model/patches.ts';
import { mixedChoice, playThrough, refOf, SEEN } from './envs-play.ts';

/** Every moment of 40 episodes over the splits. */
function moments(id: string, level: number, look: (env: Env, text: string) => void): void {
  const env = makeEnv(id);
  for (let seed = 0; seed < 40; seed++) {
    const choose = mixedChoice(new Rng(seed, 'moments'));
    playThrough(env, refOf(id, level, seed, (['train', 'val', 'test', 'ood'] as const)[seed % 4]), (obs) => {
      look(env, obs.anchor);
      return choose(obs, env);
    });
  }
}

test.each(SEEN)('$id level $level: whole patches in known colours, the same twice', ({ id, level }) => {
  moments(id, level, (env) => {
    const picture = env.picture();
    const { width, height, palette, pixels } = picture;
    for (const side of [width, height]) {
      expect(side % PATCH_SIDE).toBe(0);
      expect(side).toBeLessThanOrEqual(PATCH_SIDE * MOST_PATCHES);
    }
    expect(pixels.length).toBe(width * height);
    expect(pixels.every((colour) => 3 * colour + 2 < palette.length)).toBe(true);
    expect(pictureKey(env.picture()) === pictureKey(picture)).toBe(true);
  });
});

test.each(SEEN)('$id level $level: equal text, equal picture, and the other way round', ({ id, level }) => {
  const pictureOf = new Map<string, string>();
  const textOf = new Map<string, string>();
  moments(id, level, (env, text) => {
    const picture = pictureKey(env.picture());
    // Not toBe: a difference of 4,096 control characters helps nobody.
    expect((pictureOf.get(text) ?? picture) === picture, `two pictures of ${text}`).toBe(true);
    expect(textOf.get(picture) ?? text).toBe(text);
    pictureOf.set(text, picture);
    textOf.set(picture, text);
  });
  expect(pictureOf.size).toBeGreaterThan(40);
});

test('sizes are those of the boards: a patch a cell', () => {
  const sizeOf = (id: string, level: number): readonly number[] => {
    const env = makeEnv(id);
    env.reset(refOf(id, level, 1));
    const { width, height } = env.picture();
    return [width, height];
  };
  expect(sizeOf('push', 0)).toEqual([40, 40]);
  expect(sizeOf('push', 1)).toEqual([48, 48]);
  expect(sizeOf('lake', 0)).toEqual([32, 32]);
  expect(sizeOf('lake', 1)).toEqual([64, 64]);
  expect(sizeOf('gui', 0)).toEqual([64, 64]);
});

test('rooms of the ood split mix the colours of two sets that are each known', () => {
  const coloursOf = (split: 'train' | 'ood'): Set<number>[] =>
    Array.from({ length: 60 }, (_, seed) => {
      const env = makeEnv('push');
      env.reset(refOf('push', 0, seed, split));
      return new Set(env.picture().pixels);
    });
  const name = (set: Set<number>): string => [...set].toSorted((a, b) => a - b).join();
  const known = new Set(coloursOf('train').map(name));
  const shifted = new Set(coloursOf('ood').map(name));
  expect(known.size).toBe(2);
  expect(shifted.size).toBeGreaterThan(5);
  for (const mixed of shifted) expect(known.has(mixed)).toBe(false);
  const colours = new Set([...known].flatMap((k) => k.split(',')));
  for (const mixed of shifted) for (const colour of mixed.split(',')) expect(colours.has(colour)).toBe(true);
});

/** A label as it is drawn: as many letters as fit, read back from the pixels. */
function readBack({ width, pixels }: Picture, x: number, y: number, letters: number): string {
  const ground = pixels[y * width + x]!;
  return Array.from({ length: letters }, (_, i) => {
    const rows = Array.from({ length: 5 }, (__, dy) =>
      Array.from({ length: 3 }, (___, dx) =>
        pixels[(y + 1 + dy) * width + x + 4 * i + dx] === ground ? ' ' : '#',
      ).join(''),
    );
    return Object.keys(GLYPHS).find((letter) => GLYPHS[letter]!.join() === rows.join()) ?? '';
  }).join('');
}

test('screens can be read: every label of a page stands in its picture, and of a text every word', () => {
  const texts = new Set<string>();
  moments('gui', 3, (env) => {
    const picture = env.picture();
    const { widgets } = env.scene() as { widgets: { role: string; label: string; column: number; row: number }[] };
    const isCovered = widgets.some(({ role }) => role === 'popup');
    for (const { role, label, column, row } of widgets) {
      if (role === 'close' || (isCovered && role !== 'popup')) continue;
      if (role === 'stored' || role === 'field') {
        label.split(' ').forEach((word, i) => {
          const shown = word.slice(0, 4);
          expect(readBack(picture, 8 * column + 16 * i, 8 * row, shown.length)).toBe(shown);
          texts.add(label);
        });
        continue;
      }
      const room = role === 'title' ? 16 : role === 'popup' ? 12 : ['link', 'value'].includes(role) ? 8 : 4;
      const shown = Math.min(label.length, room);
      expect(readBack(picture, 8 * column, 8 * row, shown)).toBe(label.slice(0, shown));
    }
  });
  expect(texts.size).toBeGreaterThan(20);
});

test('no two letters look alike', () => {
  expect(Object.keys(GLYPHS).join('')).toHaveLength(36);
  expect(new Set(Object.values(GLYPHS).map((rows) => rows.join())).size).toBe(36);
});

test('who promises no pictures says so', () => {
  for (const id of ENV_IDS.filter((each) => !specOf(each).pictures)) {
    const env = makeEnv(id);
    env.reset(refOf(id, 0, 1));
    expect(() => env.picture()).toThrow(`${specOf(id).title} draws no pictures.`);
  }
});
