/** Written language as words to search and to compare: lower case, letters and digits only. Must not know what they are for. */

/** Also takes apart what is joined by signs: "Müller's co-op" is müller, s, co, op. */
export const plainWords = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the']);

/** What exact match compares, as in the question-answering benchmarks: no case, punctuation or English articles. */
export function plainAnswer(text: string): string {
  const words = plainWords(text);
  const rest = words.filter((word) => !ARTICLES.has(word));
  return (rest.length > 0 ? rest : words).join(' ');
}
