import { describe, expect, test } from 'vitest';
import { parseResponse, thinkLength } from './parse.ts';
import { testCodec } from './scripted.fixture.ts';

const codec = testCodec();
const parse = (text: string): ReturnType<typeof parseResponse> => parseResponse(codec, codec.encode(text));

describe('strict response format', () => {
  test('one think block, then one action block', () => {
    expect(parse('<think> go up </think> <action> up </action>')).toEqual({
      think: 'go up',
      action: 'up',
      formatValid: true,
    });
  });

  test('an empty think block is still the format', () => {
    expect(parse('<think> </think> <action> up </action>').formatValid).toBe(true);
  });

  test.each([
    ['no think block', '<action> up </action>', 'up'],
    ['two think blocks', '<think> go </think> <think> go </think> <action> up </action>', 'up'],
    ['text before', 'go <think> go </think> <action> up </action>', 'up'],
    ['text between', '<think> go </think> up <action> up </action>', 'up'],
    ['text after', '<think> go </think> <action> up </action> up', 'up'],
    ['action inside think', '<think> go <action> up </action> </think>', 'up'],
    ['action before think', '<action> up </action> <think> go </think>', 'up'],
    ['two action blocks', '<think> go </think> <action> up </action> <action> down </action>', 'up'],
    ['action left open', '<think> go </think> <action> up', ''],
    ['action never opened', '<think> go </think> up </action>', ''],
    ['think left open', '<think> go <action> up </action>', 'up'],
    ['nothing', '', ''],
  ])('%s is invalid; an action block still acts', (_, text, action) => {
    const parsed = parse(text);
    expect(parsed.formatValid).toBe(false);
    expect(parsed.action).toBe(action);
  });
});

test('think length counts the tokens between the tags', () => {
  const length = (text: string): number => thinkLength(codec, codec.encode(text));
  expect(length('<think> go up </think> <action> up </action>')).toBe(2);
  expect(length('<think> </think> <action> up </action>')).toBe(0);
  expect(length('<think> go up up')).toBe(3);
  expect(length('<action> up </action>')).toBe(0);
});
