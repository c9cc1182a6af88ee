/** Numbers as the small models write them, digit by digit. */

export const DIGITS: readonly string[] = '0123456789'.split('');

/** 407 as "4 0 7"; -3 as "- 3". */
export const digits = (value: number): string => String(value).split('').join(' ');

/** "4 0 7" as 407; null for anything digits() does not write, such as "0 7". At most six digits; no minus. */
export function readDigits(text: string): number | null {
  if (!/^(?:0|[1-9](?: \d){0,5})$/.test(text)) return null;
  return Number(text.replaceAll(' ', ''));
}
