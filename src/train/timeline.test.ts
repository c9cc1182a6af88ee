import { expect, test } from 'vitest';
import { Timeline, type Change } from './timeline.ts';

const change = (warmUpdate: number, update: number, turn: number, epsilon: number): Change => ({
  warmUpdate,
  update,
  turn,
  changes: { epsilon },
});
const CHANGES = [
  change(3, 0, 0, 0.1),
  change(9, 0, 0, 0.2),
  change(9, 2, 0, 0.3),
  change(9, 2, 4, 0.4),
  change(9, 2, 4, 0.5),
];
const at = (warmUpdate: number, update: number, turn: number) => ({ warmUpdate, update, turn });

test('changes come when the run gets there, each once, in their order', () => {
  const timeline = new Timeline(CHANGES);
  expect(timeline.due(at(0, 0, 0))).toEqual([]);
  // A change that was made in the middle of a cloning step is due at the next place the run stops at.
  expect(timeline.due(at(4, 0, 0))).toEqual([CHANGES[0]]);
  expect(timeline.due(at(9, 1, 15))).toEqual([CHANGES[1]]);
  expect(timeline.due(at(9, 2, 0))).toEqual([CHANGES[2]]);
  expect(timeline.due(at(9, 2, 3))).toEqual([]);
  expect(timeline.pending).toEqual(CHANGES.slice(3));
  expect(timeline.due(at(9, 2, 4))).toEqual(CHANGES.slice(3));
  expect(timeline.due(at(9, 9, 9))).toEqual([]);
});

test('a run that goes on from a place gets what was changed there or later', () => {
  const timeline = new Timeline(CHANGES, at(9, 2, 0));
  expect(timeline.handedOut).toEqual(CHANGES.slice(0, 2));
  expect(timeline.due(at(9, 2, 4))).toEqual(CHANGES.slice(2));
});
