/** What is kept from a person who plays, held against the task itself: no drawing may be handed what the agent is not told. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../core/rng.ts';
import { ENV_IDS, makeEnv } from '../../envs/registry.ts';
import type { Scene } from '../../envs/scene.ts';
import { withoutSecrets } from './hide-secrets.ts';

const scenesOf = (id: string): Scene[] => {
  const env = makeEnv(id);
  return env.spec.levels.flatMap(({ level }) =>
    [0, 1, 2].flatMap((seed) => {
      const rng = new Rng(seed, 'chance');
      let obs = env.reset({ env: id, level, split: 'train', seed });
      const scenes: Scene[] = [];
      for (let turn = 0; turn < 5; turn++) {
        scenes.push(env.scene() as Scene);
        const next = env.step(env.fillIn(rng.pick(obs.admissible), rng));
        if (next.terminated || next.truncated) break;
        ({ obs } = next);
      }
      return scenes;
    }),
  );
};

/** All values of a property of that name, anywhere. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).flatMap(([key, inner]) => (key === name ? [inner] : valuesOf(inner, name)));
  return own;
}

describe.each(ENV_IDS)('%s', (id) => {
  test('keeps back what only onlookers may see, and changes nothing else', () => {
    for (const scene of scenesOf(id)) {
      const kept = withoutSecrets(scene);
      expect(kept.kind).toBe(scene.kind);
      for (const flag of ['suits', 'gold', 'stuck']) expect(valuesOf(kept, flag)).not.toContain(true);
      if (scene.kind !== 'house') expect(valuesOf(kept, 'wanted')).not.toContain(true);
      for (const secret of ['hidden', 'answer', 'pays'])
        for (const value of valuesOf(kept, secret))
          // In 20 questions and the number game, "answer" is what was answered.
          if (!['yes', 'no', 'higher', 'lower'].includes(value as string))
            expect(['', Number.NaN]).toContainEqual(value);
      expect(Object.keys(kept)).toEqual(Object.keys(scene));
    }
  });
});

test('in the house, only things that were seen are left', () => {
  for (const scene of scenesOf('house')) {
    if (scene.kind !== 'house') throw new Error('another scene');
    const kept = withoutSecrets(scene);
    if (kept.kind !== 'house') throw new Error('another scene');
    scene.places.forEach((place, i) =>
      expect(kept.places[i]!.things).toEqual(place.things.filter((thing) => thing.known || thing.visible)),
    );
  }
});
