/** Numbers for people: few digits, a fixed locale so that pictures and tests agree, "–" for what is not there. */

const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Three significant digits; scientific when very small or large. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1).replace('e+', 'e');
  return plain.format(value);
}

export const count = (value: number): string => (Number.isFinite(value) ? whole.format(value) : '–');

/** Always this many decimals, so that a counting number does not jump. */
export const fixed = (value: number, decimals: number): string =>
  Number.isFinite(value) ? value.toFixed(decimals) : '–';

/** 0.531 -> "53 %". */
export const percent = (value: number): string => (Number.isFinite(value) ? `${Math.round(value * 100)} %` : '–');

export function bytes(value: number): string {
  if (value >= 1 << 30) return `${fixed(value / (1 << 30), 1)} GB`;
  if (value >= 1 << 20) return `${fixed(value / (1 << 20), 1)} MB`;
  return `${count(value / 1024)} kB`;
}

export function milliseconds(value: number): string {
  return value >= 1000 ? `${fixed(value / 1000, 1)} s` : `${count(value)} ms`;
}

/** "about 20 s", "about 3 min": coarse on purpose. */
export function roughly(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 90) return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  return `about ${Math.round(seconds / 60)} min`;
}

/** A time that has passed: "4 s ago", "12 min ago", "3 h ago". Clocks may be set back; that is no time at all. */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3600)} h ago`;
}
