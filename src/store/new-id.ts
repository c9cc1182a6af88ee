/** Ids that are unique and fit for a file name. */

/** `crypto.randomUUID` is missing on pages without https. */
export function newId(kind: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${kind}-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
