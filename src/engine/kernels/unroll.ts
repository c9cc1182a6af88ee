/**
 * Writes short loops over a private array out, so that the array's indices are constants and it can live in registers;
 * not every driver does this by itself (twice the speed of attention on SwiftShader). Text in, text out.
 */

/** Longer loops stay loops: written out they cost more compile time than they save. */
const MOST = 8;

/** `source` with every `for (var d = 0u; d < BLOCKS; d++) { ... }` written out `blocks` times if that is at most 8.
 * The body must hold no brace and no declaration that outlives it. */
export function unrolled(source: string, blocks: number): string {
  if (blocks > MOST) return source;
  return source.replace(/for \(var d = 0u; d < BLOCKS; d\+\+\) \{([^{}]*)\}/g, (_, body: string) =>
    Array.from({ length: blocks }, (_, i) => `{${body.replace(/\bd\b/g, `${i}u`)}}`).join('\n'),
  );
}
