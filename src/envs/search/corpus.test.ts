import { assert as assertProperty, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TurnlabError } from '../../core/errors.ts';
import { MOST, parseCorpus } from './corpus.ts';

const DANUBE = '{"id": "d1", "title": "Danube", "text": "The Danube rises in Germany."}';
const RHINE = '{"id": "d2", "title": "Rhine", "text": "The Rhine rises in Switzerland.", "language": "en"}';
const WHERE = '{"question": "Where does the Danube rise?", "answer": ["Germany", "Black Forest"], "gold": ["d1"]}';

const faultOf = (text: string): string => {
  try {
    parseCorpus(text);
  } catch (error) {
    expect(error).toBeInstanceOf(TurnlabError);
    expect((error as TurnlabError).code).toBe('bad-file');
    return (error as TurnlabError).message;
  }
  return 'no error';
};

describe('parseCorpus', () => {
  it('reads passages and questions in any order, with BOM, CRLF, empty lines and further fields', () => {
    const corpus = parseCorpus(`\uFEFF${WHERE}\r\n\r\n${RHINE}\r\n${DANUBE}\n{"question":" q ","answer":"a"}\n`);
    expect(corpus.passages.map((p) => p.id)).toEqual(['d2', 'd1']);
    expect(corpus.passages[1]).toEqual({ id: 'd1', title: 'Danube', text: 'The Danube rises in Germany.' });
    expect(corpus.questions).toEqual([
      { question: 'Where does the Danube rise?', answers: ['Germany', 'Black Forest'], gold: [1] },
      { question: 'q', answers: ['a'], gold: [] },
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{"id": ', /Line 3 .* not JSON/],
    ['a list', '[1, 2]', /Line 3 .* not an object/],
    ['null', 'null', /Line 3 .* not an object/],
    ['neither kind', '{"id": "x"}', /Line 3 .* neither "text"/],
    ['no id', '{"title": "t", "text": "x"}', /Line 3 .* "id" is missing/],
    ['no title', '{"id": "x", "text": "x"}', /Line 3 .* "title" is missing/],
    ['an inherited name for a field', '{"id": "toString", "title": "t", "text": 7}', /Line 3 .* "text" is not text/],
    ['a number for an id', '{"id": 3, "title": "t", "text": "x"}', /Line 3 .* "id" is not text/],
    ['blanks', '{"id": "x", "title": "  ", "text": "x"}', /Line 3 .* "title" is empty/],
    ['the same id twice', DANUBE, /Line 3 .* "d1" is that of line 1/],
    ['no answer', '{"question": "q"}', /Line 3 .* no "answer"/],
    ['an empty list of answers', '{"question": "q", "answer": []}', /Line 3 .* no "answer"/],
    ['an answer that is none', '{"question": "q", "answer": [null]}', /Line 3 .* "answer" is not text/],
    ['an unknown gold passage', '{"question": "q", "answer": "a", "gold": "d9"}', /Line 3 .* id "d9"/],
    ['control characters', '{"id": "x", "title": "t", "text": "a\\u0000b"}', /Line 3 .* control characters/],
    ['half a character', '{"id": "x", "title": "t", "text": "\\ud83c"}', /Line 3 .* control characters/],
    ['a long field', `{"id": "x", "title": "t", "text": "${'x'.repeat(MOST.field + 1)}"}`, /Line 3 .* more than 4000/],
    ['no word in it', '{"id": "x", "title": "--", "text": "x"}', /Line 3 .* "title" holds no letter or digit/],
    ['a long answer', JSON.stringify({ question: 'q', answer: 'a'.repeat(201) }), /Line 3 .* more than 200 characters/],
    ['a long answer in few signs', JSON.stringify({ question: 'q', answer: '\ufdfa'.repeat(20) }), /more than 200/],
    ['a long list', JSON.stringify({ question: 'q', answer: Array(51).fill('a') }), /Line 3 .* more than 50/],
    ['a prototype', '{"__proto__": {"text": "x", "id": "x", "title": "t"}}', /Line 3 .* neither "text"/],
    ['deep nesting', `{"text": ${'['.repeat(200_000)}`, /Line 3 .* not JSON/],
  ])('names the line: %s', (_, bad, message) => {
    expect(faultOf([DANUBE, WHERE, bad].join('\n'))).toMatch(message);
  });

  it('wants at least one passage and one question, and no more characters than fit', () => {
    expect(faultOf('')).toMatch(/no passage/);
    expect(faultOf(DANUBE)).toMatch(/no question/);
    expect(faultOf(' '.repeat(MOST.characters + 1))).toMatch(/more than 20000000/);
  });

  it('answers any text with a corpus or with bad-file, and shows little of it', () => {
    assertProperty(
      property(string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(faultOf(text).length).toBeLessThan(200);
      }),
      { seed: 1, numRuns: 60 },
    );
    const long = JSON.stringify({ question: 'q', answer: 'a', gold: ['z'.repeat(3_000)] });
    expect(faultOf([DANUBE, long].join('\n')).length).toBeLessThan(300);
  });
});
