/**
 * The shop's search engine: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with Lucene's
 * never-negative idf. Deterministic on every engine: whole counts, tabled logarithms, basic operations in a fixed order,
 * ties by document number. Knows word numbers, not words.
 */
import { microLogs } from './logarithms.ts';

const K1 = 0.9;
const B = 0.4;

/** For one word: the documents that hold it, ascending, and what it adds to the score of each. */
interface Posting {
  readonly documents: readonly number[];
  readonly weights: readonly number[];
}

export interface SearchIndex {
  readonly size: number;
  /** By word number. */
  readonly postings: readonly Posting[];
}

/** `documents[d]` lists the word numbers of document d, each below `wordCount`; repeats count. */
export function buildIndex(documents: readonly (readonly number[])[], wordCount: number): SearchIndex {
  const size = documents.length;
  const logs = microLogs(2 * size + 2);
  const averageLength = documents.reduce((sum, words) => sum + words.length, 0) / size;
  const holders = Array.from({ length: wordCount }, (): { document: number; count: number }[] => []);
  documents.forEach((words, document) => {
    for (const word of words) {
      const list = holders[word]!;
      const last = list.at(-1);
      if (last?.document === document) last.count++;
      else list.push({ document, count: 1 });
    }
  });
  const postings = holders.map((list): Posting => {
    // ln(1 + (N - n + 1/2) / (n + 1/2)) = ln(2N + 2) - ln(2n + 1).
    const idf = (logs[2 * size + 2]! - logs[2 * list.length + 1]!) / 1e6;
    const weights = list.map(({ document, count }) => {
      const length = documents[document]!.length / averageLength;
      return (idf * (count * (K1 + 1))) / (count + K1 * (1 - B + B * length));
    });
    return { documents: list.map((h) => h.document), weights };
  });
  return { size, postings };
}

/** The best `limit` documents that hold any of the words, best first. `query`: distinct word numbers, ascending. */
export function rank(index: SearchIndex, query: readonly number[], limit: number): number[] {
  const scores = new Float64Array(index.size);
  for (const word of query) {
    const { documents, weights } = index.postings[word]!;
    for (let i = 0; i < documents.length; i++) scores[documents[i]!]! += weights[i]!;
  }
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
