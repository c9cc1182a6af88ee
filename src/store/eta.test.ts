import { describe, expect, it } from 'vitest';
import { secondsLeft } from './eta.ts';

const pace = { stage: 'warm-start', since: 1000, from: 10, done: 30, total: 100 } as const;

describe('secondsLeft', () => {
  it('goes on as before', () => {
    // 20 done in 10 s: 70 more take 35 s.
    expect(secondsLeft(pace, 11_000)).toBe(35);
  });

  it('is unknown at first and without a total', () => {
    expect(secondsLeft(pace, 2000)).toBeNaN();
    expect(secondsLeft({ ...pace, total: 0 }, 11_000)).toBeNaN();
    expect(secondsLeft({ ...pace, done: 10 }, 11_000)).toBeNaN();
  });

  it('is never negative', () => {
    expect(secondsLeft({ ...pace, done: 120 }, 11_000)).toBe(0);
  });
});
