import { describe, expect, it } from 'vitest';
import { LAMP, PLACES, THINGS } from '../../envs/house/affordances.ts';
import { makeEnv } from '../../envs/registry.ts';
import { demonstration } from '../../store/replay.ts';
import type { HouseScene } from '../../envs/house/scene.ts';
import { describeHouse } from './describe-house.ts';
import { FURNITURE } from './furniture.tsx';
import { THING_PATHS } from './thing-paths.ts';

describe('drawings of the house', () => {
  it('exist for every place and every thing, and for nothing else', () => {
    expect(Object.keys(FURNITURE).sort()).toEqual(PLACES.map((p) => p.name).sort());
    expect(Object.keys(THING_PATHS).sort()).toEqual([LAMP, ...THINGS.map((t) => t.name)].sort());
  });

  it('stay inside their cell', () => {
    for (const { top, from, to, box } of Object.values(FURNITURE)) {
      expect(top > 17 && top <= 76).toBe(true);
      expect(from >= 0 && from < to && to <= 104).toBe(true);
      if (box) expect(box.y >= 0 && box.y + box.h <= 76 && box.x + box.w <= 104).toBe(true);
    }
  });

  it('have a door exactly where the place can be closed', () => {
    const closable = PLACES.filter((p) => p.openable).map((p) => p.name);
    expect(
      Object.keys(FURNITURE)
        .filter((name) => FURNITURE[name]?.box)
        .sort(),
    ).toEqual([...closable].sort());
  });
});

describe('describeHouse', () => {
  it.each([1, 4])('names every place and thing, where the agent is and what it holds, at level %i', (level) => {
    const { moments } = demonstration(makeEnv('house'), level, 3);
    for (const { scene } of moments) {
      const house = scene as HouseScene;
      const words = describeHouse(house);
      expect(words).toContain(house.agentAt ? `at ${house.agentAt}` : 'in the middle');
      expect(words).toContain(house.hand ? `holding ${house.hand.name}` : 'with empty hands');
      expect(words).toContain(`A ${house.room}.`);
      for (const place of house.places) {
        expect(words).toContain(place.name);
        if (place.room) expect(words).toContain(`${place.name} (in the ${place.room}`);
        expect(place.room !== undefined).toBe(level === 4);
        for (const thing of place.things) expect(words).toContain(thing.name);
      }
    }
  });
});
