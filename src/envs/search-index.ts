/**
 * The search engine of MiniShop and SearchQA: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009)
 * with Lucene's never-negative idf. Deterministic on every engine: whole counts, tabled logarithms, basic operations in a
 * fixed order, ties by document number. Knows word numbers, not words.
 */
import { microLogs } from './logarithms.ts';

const K1 = 0.9;
const B = 0.4;

/** Flat lists, because SearchQA builds one index per task: word w has the entries from starts[w] up to starts[w + 1]. */
export interface SearchIndex {
  readonly size: number;
  readonly starts: Uint32Array;
  /** By entry: a document that holds the word (ascending per word), and what the word adds to its score. */
  readonly documents: Uint32Array;
  readonly weights: Float64Array;
}

/** `documents[d]` lists the word numbers of document d, each below `wordCount`; repeats count. */
export function buildIndex(documents: readonly (readonly number[])[], wordCount: number): SearchIndex {
  const size = documents.length;
  const logs = microLogs(2 * size + 2);
  const totalLength = documents.reduce((sum, words) => sum + words.length, 0);
  const averageLength = totalLength / size;

  // Repeats within a document share an entry, so this counts documents per word. -1: no document yet.
  const lastHolder = new Int32Array(wordCount).fill(-1);
  const holders = new Uint32Array(wordCount);
  documents.forEach((words, document) => {
    for (const word of words) {
      if (lastHolder[word] === document) continue;
      lastHolder[word] = document;
      holders[word]!++;
    }
  });
  const starts = new Uint32Array(wordCount + 1);
  for (let word = 0; word < wordCount; word++) starts[word + 1] = starts[word]! + holders[word]!;

  const entries = starts[wordCount]!;
  const entryDocuments = new Uint32Array(entries);
  const counts = new Uint32Array(entries);
  const filled = starts.slice();
  lastHolder.fill(-1);
  documents.forEach((words, document) => {
    for (const word of words) {
      if (lastHolder[word] !== document) {
        lastHolder[word] = document;
        entryDocuments[filled[word]!++] = document;
      }
      counts[filled[word]! - 1]!++;
    }
  });

  const weights = new Float64Array(entries);
  for (let word = 0; word < wordCount; word++) {
    // ln(1 + (N - n + 1/2) / (n + 1/2)) = ln(2N + 2) - ln(2n + 1).
    const idf = (logs[2 * size + 2]! - logs[2 * holders[word]! + 1]!) / 1e6;
    for (let entry = starts[word]!; entry < starts[word + 1]!; entry++) {
      const count = counts[entry]!;
      const length = documents[entryDocuments[entry]!]!.length / averageLength;
      weights[entry] = (idf * (count * (K1 + 1))) / (count + K1 * (1 - B + B * length));
    }
  }
  return { size, starts, documents: entryDocuments, weights };
}

/** The documents that hold a word, ascending. */
export const holdersOf = ({ starts, documents }: SearchIndex, word: number): Uint32Array =>
  documents.subarray(starts[word], starts[word + 1]);

/** The best `limit` documents that hold any of the words, best first. `query`: distinct word numbers, ascending. */
export function rank(index: SearchIndex, query: readonly number[], limit: number): number[] {
  const { starts, documents, weights } = index;
  const scores = new Float64Array(index.size);
  for (const word of query)
    for (let entry = starts[word]!; entry < starts[word + 1]!; entry++) scores[documents[entry]!]! += weights[entry]!;
  const best: number[] = [];
  for (let document = 0; document < scores.length; document++) {
    const score = scores[document]!;
    if (score === 0 || (best.length === limit && score <= scores[best.at(-1)!]!)) continue;
    // Equal scores stay in document order, because a later one goes behind.
    let place = best.length;
    while (place > 0 && scores[best[place - 1]!]! < score) place--;
    best.splice(place, 0, document);
    if (best.length > limit) best.pop();
  }
  return best;
}
