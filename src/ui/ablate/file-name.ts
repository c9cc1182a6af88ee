/** A study's name as that of a file: letters, digits, dots and dashes of any language. */
export const fileName = (name: string): string =>
  name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'study';
