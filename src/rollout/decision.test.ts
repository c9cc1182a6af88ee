import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decidedAt, thoughtOf } from './decision.ts';
import { testCodec } from './scripted.fixture.ts';

const codec = testCodec();
const decided = (text: string): number => decidedAt(codec.control, codec.encode(text));

test.each([
  ['after the facts', '<think> at 0 up </think> <action> up </action>', 3],
  ['with an idle tail', '<think> at 0 up wait wait </think> <action> up </action>', 3],
  ['of two words', '<think> at go up down </think> <action> go up </action>', 3],
  ['the first time it is named', '<think> up at up </think> <action> up </action>', 1],
  ['not in another order', '<think> up go </think> <action> go up </action>', -1],
  ['not with a gap', '<think> go at up </think> <action> go up </action>', -1],
  ['not in part', '<think> go </think> <action> go up </action>', -1],
  ['not by the tags that follow', '<think> at go </think> <action> up </action>', -1],
  ['never, when another action is taken', '<think> at 0 down </think> <action> up </action>', -1],
  ['without a thought', '<action> up </action>', -1],
  ['without an action', '<think> up </think>', -1],
  ['with an empty action', '<think> up </think> <action> </action>', -1],
  ['when the action never ends', '<think> up </think> <action> up', -1],
])('the decision is complete %s', (_, text, at) => {
  expect(decided(text)).toBe(at);
});

test('whatever is said, the named tokens are those of the action and lie inside the thought, and no earlier place has them', () => {
  const word = fc.constantFrom('up', 'down', 'go');
  fc.assert(
    fc.property(fc.array(word), fc.array(word, { minLength: 1, maxLength: 3 }), (think, action) => {
      const ids = codec.encode(`<think> ${think.join(' ')} </think> <action> ${action.join(' ')} </action>`);
      const at = decidedAt(codec.control, ids);
      const [from, to] = thoughtOf(codec.control, ids);
      // Spaces at both ends, so that a match is one of whole words.
      const first = ` ${think.join(' ')} `.indexOf(` ${action.join(' ')} `);
      expect(at >= 0).toBe(first >= 0);
      if (at < 0) return;
      expect([...ids.subarray(at + 1 - action.length, at + 1)]).toEqual([...codec.encode(action.join(' '))]);
      expect(at + 1 - action.length - from).toBe(` ${think.join(' ')} `.slice(0, first).split(' ').length - 1);
      expect(at).toBeLessThan(to);
    }),
  );
});
